"""GOST signatures and digests, verification only: no secret key ever enters here."""
