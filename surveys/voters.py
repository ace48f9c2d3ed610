"""Whether somebody may answer a survey now, and in which coarse groups their answers count."""

from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from core.errors import Refused
from surveys.models import Survey
from surveys.phases import Phase, phase_of
from surveys.regions import age_group, age_on, born_of
from surveys.states import SurveyState, Voters


def open_check(survey: Survey, now: datetime) -> None:
    """Refuse unless it is approved and open at this moment."""
    if survey.state != SurveyState.READY or phase_of(survey, now) == Phase.UPCOMING:
        raise Refused(_("This survey isn't open yet."), code="wrong_phase")
    if phase_of(survey, now) == Phase.PAST:
        raise Refused(
            _("This survey is closed: answers aren't taken any more."), code="wrong_phase"
        )


def voter_check(survey: Survey, voter: User | None, now: datetime) -> None:
    """Refuse a person whose answers this survey doesn't take: not signed in, or of another age,
    or whose data is blocked."""
    if survey.voters == Voters.ANYBODY:
        return
    if voter is None or not voter.is_authenticated or not voter.is_active:
        raise Refused(_("Sign in to answer this survey."), code="sign_in")
    blocked_check(voter)
    if survey.age_from is None and survey.age_to is None:
        return
    age = age_of(voter, localdate(now))
    if age is None:
        raise Refused(
            _(
                "This survey is for people of a certain age. We can't tell yours: "
                "egov.kz gave us no IIN of you."
            ),
            code="no_age",
        )
    if age < (survey.age_from or 0) or age > (survey.age_to or age):
        raise Refused(_("This survey is for people of another age."), code="age")


def age_of(voter: User, day: date) -> int | None:
    """Full years on a day, from the IIN; None when there is none."""
    vault = getattr(voter, "vault", None)
    born = born_of(str(vault.iin)) if vault and vault.iin else None
    return age_on(born, day) if born else None


def age_group_of(survey: Survey, voter: User | None, day: date) -> str:
    """The coarse group of ages a ballot bears; empty where it isn't known, and for anybody."""
    if survey.voters == Voters.ANYBODY or voter is None:
        return ""
    age = age_of(voter, day)
    return "" if age is None else str(age_group(age))
