"""The app registry entry of ``ledger``."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """One append-only event a verb, counters, gap-free numbers and the table of timed work."""

    name = "ledger"

    def ready(self) -> None:
        """Enter our own timed work."""
        from ledger import jobs  # noqa: F401
