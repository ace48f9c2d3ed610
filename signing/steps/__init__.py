"""Steps that every signed form shares: drafts, words kept aside, code by SMS, EDS, waiting."""
