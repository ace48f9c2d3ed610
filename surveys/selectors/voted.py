"""What can be told of a person and surveys, while the secret of each survey lives."""

from collections.abc import Callable

from django.utils import timezone

from accounts.models import User
from core.errors import Refused
from surveys.models import PartialAnswers, Participation, Survey
from surveys.phases import Phase, in_phase
from surveys.secrets import participation_key
from surveys.states import SurveyState, Voters


def has_voted(survey: Survey, user: User) -> bool:
    """Whether this person has answered; False once nobody can tell any more. One query."""
    key = _key(survey, user)
    return bool(key) and Participation.objects.filter(key=key).exists()


def surveys_taken(user: User) -> list[Survey]:
    """Open surveys this person has answered. Of closed ones nobody can tell."""
    return _among(user, lambda keys: Participation.objects.filter(key__in=keys).values_list("key"))


def partials_of(user: User) -> list[Survey]:
    """Open surveys this person has begun to answer."""
    return _among(user, lambda keys: PartialAnswers.objects.filter(key__in=keys).values_list("key"))


def _among(user: User, found: Callable) -> list[Survey]:
    rows = Survey.objects.filter(
        in_phase(Phase.ACTIVE, timezone.now()), state=SurveyState.READY, voters=Voters.PERSON
    )
    keys = {
        key: survey for survey in rows.order_by("closes_at", "pk") if (key := _key(survey, user))
    }
    wanted = {key for (key,) in found(list(keys))}
    return [survey for key, survey in keys.items() if key in wanted]


def _key(survey: Survey, user: User) -> str:
    if survey.voters == Voters.ANYBODY or not survey.secret_mark:
        return ""
    try:
        return participation_key(survey, user)
    except Refused:
        return ""
