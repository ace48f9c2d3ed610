"""Kazakh digital signatures: reading, checking, evidence. The order of checks is in `policy`."""
