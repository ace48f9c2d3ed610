"""Attacks on the status of a certificate."""

from signing.eds.given_status import GivenStatus
from standins.nca import NOT_ISSUED, Leaf, Revoked
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import (
    DAY,
    HOUR,
    OTHER_IIN,
    Answering,
    Scene,
    Trial,
    answered,
    now,
    signed,
)


@attack("revoked")
def revoked(there: Scene) -> Trial:
    return answered(there, status=Revoked(now() - DAY))


@attack("revoked")
def revoked_after_the_signature(there: Scene) -> Trial:
    return answered(there, status=Revoked(now(), 1))


@attack("revoked")
def never_issued(there: Scene) -> Trial:
    return answered(there, status=NOT_ISSUED)


@attack("ocsp_unknown")
def status_unknown(there: Scene) -> Trial:
    return answered(there, status="unknown")


@attack("ocsp_wrong_cert")
def answer_about_another_certificate(there: Scene) -> Trial:
    return answered(there, serial=there.authority.person(OTHER_IIN).serial, status="good")


@attack("ocsp_wrong_cert")
def answer_about_another_issuer_s_key(there: Scene) -> Trial:
    return answered(there, issuer=there.evil.issuing)


@attack("ocsp_responder")
def answer_by_the_citizen(there: Scene) -> Trial:
    return answered(there, responder=there.leaf)


@attack("ocsp_responder")
def answer_by_an_evil_responder(there: Scene) -> Trial:
    return answered(there, responder=there.evil.responder)


@attack("ocsp_signature")
def answer_by_an_evil_key_under_the_right_certificate(there: Scene) -> Trial:
    right = there.authority.responder
    return answered(there, responder=Leaf(right.certificate_der, there.evil.responder.key))


@attack("ocsp_responder")
def answer_by_the_time_stamping_authority(there: Scene) -> Trial:
    return answered(there, responder=there.authority.tsa)


@attack("ocsp_responder")
def answer_by_an_expired_responder(there: Scene) -> Trial:
    ended = there.authority.responder_make(not_before=now() - 9 * DAY, not_after=now() - DAY)
    return answered(there, responder=ended)


@attack("ocsp_signature")
def answer_with_a_flipped_bit(there: Scene) -> Trial:
    return answered(there, signature=lambda value: bytes([value[0] ^ 1]) + value[1:])


@attack("ocsp_stale")
def answer_of_yesterday(there: Scene) -> Trial:
    responder = there.authority.responder_make(not_before=now() - 9 * DAY)
    return answered(there, produced_at=now() - DAY, responder=responder)


@attack("ocsp_stale")
def answer_from_tomorrow(there: Scene) -> Trial:
    return answered(there, produced_at=now() + HOUR)


@attack("ocsp_nonce")
def answer_without_the_nonce(there: Scene) -> Trial:
    return answered(there, asked=b"n" * 32)


@attack("ocsp_nonce")
def answer_to_another_question(there: Scene) -> Trial:
    return answered(there, asked=b"n" * 32, nonce=b"m" * 32)


@attack("ocsp_malformed")
def answer_that_is_none(there: Scene) -> Trial:
    return Trial(signed(there), source=Answering(b"<html>"))


@attack("revoked")
def in_the_full_list(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([there.leaf]))


@attack("revoked")
def in_the_delta_list(there: Scene) -> Trial:
    delta = there.authority.crl([there.leaf], delta=True, number=2)
    return _listed(there, there.authority.crl([]), delta)


@attack("revoked")
def authority_in_the_root_s_list(there: Scene) -> Trial:
    authority = there.authority
    above = authority.crl([authority.issuing], issuer=authority.root)
    return _listed(there, authority.crl([]), above)


@attack("crl_stale")
def list_of_last_week(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], this_update=now() - 9 * DAY))


@attack("crl_signature")
def list_by_an_authority_of_the_same_name(there: Scene) -> Trial:
    return _listed(there, there.evil.crl([]))


@attack("crl_wrong_issuer")
def list_of_another_authority(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], issuer=there.authority.root))


@attack("crl_malformed")
def list_that_is_none(there: Scene) -> Trial:
    return _listed(there, b"<html>")


@attack("revocation_unavailable")
def delta_without_its_full_list(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], delta=True))


def _listed(there: Scene, *lists: bytes) -> Trial:
    return Trial(signed(there), source=GivenStatus(None, lists))
