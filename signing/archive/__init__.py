"""The archive of evidence: how it hangs together (``chain``), what a row holds (``bundles``),
anchors over all of it (``anchoring``) and its checking (``checking_anchors``, ``checking_rows``,
``deciding``). ``signing.evidence`` adds to it."""
