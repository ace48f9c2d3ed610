"""Timed work of conferences."""

from datetime import timedelta

from conferences.services.opening import conferences_tell
from ledger.schedule import job


@job("conferences.tell", every=timedelta(minutes=1))
def tell() -> None:
    """Tell followers what was announced and what opened."""
    conferences_tell()
