"""Timed work of the whole portal."""

from datetime import timedelta

from django.core.management import call_command

from accounts.services import devices_prune
from core.rates import rates_prune
from home.searching import searches_tell
from ledger.schedule import job
from signing.archive.anchoring import anchors_make
from signing.payloads import payloads_prune


@job("home.housekeeping", at_hour=3)
def housekeeping() -> dict[str, int]:
    """Passing things thrown away, new evidence anchored: how many of each."""
    return {
        "payloads": payloads_prune(),
        "rate_windows": rates_prune(),
        "anchors": sum(1 for _anchor in anchors_make()),
    }


@job("home.tidy", at_hour=4)
def tidy() -> None:
    """Ended sessions, where people were signed in, and old results of background work go."""
    devices_prune()
    call_command("clearsessions", verbosity=0)
    call_command("prune_db_task_results", verbosity=0)


@job("home.publish_scheduled", every=timedelta(minutes=1))
def publish_scheduled() -> None:
    """Pages go live and expire at the times that editors set."""
    call_command("publish_scheduled", verbosity=0)


@job("home.searches", every=timedelta(minutes=5))
def searches() -> None:
    """Tell of what is new in searches that people follow."""
    searches_tell()
