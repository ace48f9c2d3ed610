"""Setting a second factor, trying a code, and taking a lost one away."""

import time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.factor import codes
from accounts.models import RecoveryCode, SecondFactor, User
from accounts.services.roles import operator_check
from core.crypto import keyed_hash
from core.errors import NotAllowed, Refused
from core.rates import rate_take
from ledger.services import event_record

# Tries of one person: chance hits a code of six digits once in ten thousand days.
TRIES, QUARTER, TRIES_DAY, DAY = 6, 15 * 60, 40, 24 * 60 * 60


def factor_of(user: User) -> SecondFactor | None:
    """The factor in force; None while none was confirmed."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


@transaction.atomic
def factor_begin(*, actor: User) -> SecondFactor:
    """A secret for the person's app. Not in force before a code of it was typed."""
    if factor_of(actor) is not None:
        raise Refused(_("You have a second factor already."), code="factor_exists")
    row, _made = SecondFactor.objects.get_or_create(
        user=actor, defaults={"secret": codes.secret_make()}
    )
    return row


def factor_confirm(*, actor: User, code: str) -> list[str]:
    """The first code of the app brings the factor into force; returns the recovery codes.

    They are shown once: only their hashes are kept. Raises ``Refused`` (``factor_wrong``),
    ``TooMany``.
    """
    _tries_take(actor)
    with transaction.atomic():
        row = SecondFactor.objects.select_for_update().filter(user=actor).first()
        if row is None or row.confirmed_at is not None:
            raise Refused(_("Begin once more, please."), code="factor_state")
        if _step_take(row, codes.plain(code)):
            row.confirmed_at = timezone.now()
            row.save(update_fields=["confirmed_at"])
            event_record(verb="factor.set", target=row, actor=actor)
            return _recovery_put(row)
    raise _wrong()


def factor_try(*, actor: User, code: str) -> SecondFactor:
    """Take a code of the app, or one for recovery. Each is good once.

    Raises ``Refused`` (``factor_wrong``, ``factor_missing``) and ``TooMany``; a wrong code is an
    event.
    """
    _tries_take(actor)
    with transaction.atomic():
        row = (
            SecondFactor.objects.select_for_update()
            .filter(user=actor, confirmed_at__isnull=False)
            .first()
        )
        if row is None:
            raise Refused(_("Set up your second factor first."), code="factor_missing")
        by = _taken(row, codes.plain(code))
        event_record(
            verb="factor.pass" if by else "factor.wrong",
            target=row,
            actor=actor,
            data={"by": by} if by else {},
        )
    if not by:
        raise _wrong()
    return row


@transaction.atomic
def recovery_renew(*, actor: User) -> list[str]:
    """New recovery codes; the old ones are void. The view has asked for a fresh factor."""
    row = SecondFactor.objects.select_for_update().get(user=actor, confirmed_at__isnull=False)
    row.codes.all().delete()
    event_record(verb="factor.codes", target=row, actor=actor)
    return _recovery_put(row)


@transaction.atomic
def factor_reset(*, user: User, actor: User | None) -> bool:
    """Take a lost factor away, so that the person sets up another; says whether there was one.

    An operator does, never for themselves; whoever holds the machine does by a command (``actor``
    is None then).
    """
    if actor is not None:
        operator_check(actor)
        if actor.pk == user.pk:
            raise NotAllowed
    row = SecondFactor.objects.select_for_update().filter(user=user).first()
    if row is None:
        return False
    event_record(verb="factor.reset", target=row, actor=actor)
    row.delete()
    return True


def _taken(row: SecondFactor, code: str) -> str:
    """By what the code passes: the app, a recovery code, or nothing."""
    if codes.is_digits(code):
        return "app" if _step_take(row, code) else ""
    spent = RecoveryCode.objects.filter(
        factor=row, code_hash=_hash(row, code), used_at__isnull=True
    ).update(used_at=timezone.now())
    return "recovery" if spent else ""


def _step_take(row: SecondFactor, code: str) -> bool:
    if not codes.is_digits(code):
        return False
    step = codes.step_of(str(row.secret), code, now=time.time(), after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _recovery_put(row: SecondFactor) -> list[str]:
    made = codes.recovery_make()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(factor=row, code_hash=_hash(row, code)) for code in made
    )
    return made


def _hash(row: SecondFactor, code: str) -> str:
    return keyed_hash("recovery-code", f"{row.pk}:{code}")


def _tries_take(actor: User) -> None:
    whose: dict[str, Any] = {"key": str(actor.pk)}
    rate_take(scope="second-factor", limit=TRIES, per_seconds=QUARTER, **whose)
    rate_take(scope="second-factor-day", limit=TRIES_DAY, per_seconds=DAY, **whose)


def _wrong() -> Refused:
    return Refused(
        _("This code is wrong or was used already. Wait for the next one."), code="factor_wrong"
    )
