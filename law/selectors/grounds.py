"""The grounds on which consideration may stop."""

from law.models import StopGround


class NoGround(LookupError):
    """No ground of this code is in use."""


def stop_grounds() -> list[StopGround]:
    """The grounds in use, the guide's three first. One query."""
    return list(StopGround.objects.filter(is_active=True))


def stop_ground(code: str) -> StopGround:
    """A ground in use by its code. One query. Raises :class:`NoGround`.

    To show an old decision, read the ground it names: it may be switched off since.
    """
    found = StopGround.objects.filter(code=code, is_active=True).first()
    if found is None:
        raise NoGround(f"No ground in use of the code {code}")
    return found


def ground_title(code: str) -> str:
    """The name of a ground in the active language, in use or not; empty for none. One query."""
    found = StopGround.objects.filter(code=code).first()
    return found.localized("title") if found else ""
