"""The app registry entry of ``ledger``."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """One append-only event a verb, counters and gap-free numbers."""

    name = "ledger"
