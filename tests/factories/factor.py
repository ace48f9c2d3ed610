"""A second factor for a person, and a browser that has passed it."""

import time

from django.test import Client

from accounts.factor import codes
from accounts.factor.gate import PASSED, SIGNED_IN
from accounts.models import SecondFactor, User


def make_factor(user: User) -> SecondFactor:
    """A factor in force."""
    from django.utils import timezone

    row, _made = SecondFactor.objects.get_or_create(
        user=user, defaults={"secret": codes.secret_make(), "confirmed_at": timezone.now()}
    )
    return row


def code_now(factor: SecondFactor, steps: int = 0) -> str:
    """What the app shows now, or so many half-minutes later."""
    return codes.code_of(str(factor.secret), int(time.time()) // codes.STEP_SECONDS + steps)


def pass_factor(client: Client, user: User) -> SecondFactor:
    """As if the person had typed a code in this browser a moment ago."""
    factor = make_factor(user)
    session = client.session
    session[PASSED] = {"factor": factor.pk, "at": time.time()}
    session.setdefault(SIGNED_IN, time.time())
    session.save()
    return factor
