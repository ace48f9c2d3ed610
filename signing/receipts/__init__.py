"""Receipts: what the citizen can show and anyone can verify, with the portal or without it.

``documents``, ``matching``, ``proofs`` and ``offline`` need no database: the command
``receipt_verify`` uses them alone.
"""
