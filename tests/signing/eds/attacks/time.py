"""Attacks on when it was signed."""

from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import DAY, HOUR, IIN, Scene, Trial, now, signed


@attack("cert_expired")
def expired(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - DAY)
    return Trial(signed(there, leaf))


@attack("cert_expired")
def expired_with_signing_time_set_back(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - DAY)
    return Trial(signed(there, leaf, at=now() - 2 * DAY))


@attack("cert_expired")
def not_yet_valid(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() + DAY, not_after=now() + 9 * DAY)
    return Trial(signed(there, leaf))


@attack("cert_expired")
def stamped_after_the_certificate_ended(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - HOUR)
    return Trial(signed(there, leaf, tst=True))


@attack("time_window")
def time_stamp_too_old(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY)
    blob = signed(there, leaf, tst=lambda v: [there.authority.tst(v, at=now() - HOUR / 2)])
    return Trial(blob, demand={"not_before": now(), "not_after": now() + HOUR / 2})


@attack("time_window")
def time_stamp_after_the_receipt(there: Scene) -> Trial:
    blob = signed(there, tst=lambda v: [there.authority.tst(v, at=now() + HOUR)])
    return Trial(blob, demand={"received_at": now()})


@attack("time_window")
def received_after_the_window(there: Scene) -> Trial:
    return Trial(signed(there), demand={"not_after": now() - HOUR})
