"""Reading surveys: public ones only, each with its face in the reader's language."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from surveys.models import Survey, SurveyPage, SurveyQuestion, Tally
from surveys.phases import Phase, in_phase
from surveys.states import Group, SurveyState


def survey_rows(
    *, phase: Phase | None = None, agency_key: str = "", now: datetime | None = None
) -> QuerySet[Survey]:
    """Public surveys, bare: approved ones with a published page."""
    faces = SurveyPage.objects.live().filter(survey=OuterRef("pk"))
    rows = Survey.objects.filter(Exists(faces), state=SurveyState.READY)
    if phase:
        rows = rows.filter(in_phase(phase, now or timezone.now()))
    if agency_key:
        rows = rows.filter(agency__key=agency_key)
    return rows


def survey_list(
    *, phase: Phase | None = None, agency_key: str = "", now: datetime | None = None
) -> QuerySet[Survey]:
    """Public surveys with what a card shows; page them by ``keys_of(phase)``."""
    return _with_card_rows(survey_rows(phase=phase, agency_key=agency_key, now=now))


def keys_of(phase: Phase | None) -> tuple[str, str]:
    """What opens next stands first; of what was, the latest."""
    return ("opens_at", "id") if phase == Phase.UPCOMING else ("-opens_at", "-id")


def survey_get(key: str) -> Survey:
    """One public survey with its questions; ``Survey.DoesNotExist`` for any other."""
    return _with_questions(survey_list()).get(key=key)


def survey_of(page: SurveyPage) -> Survey:
    """The survey of a page with its questions."""
    return _with_questions(_with_card_rows(Survey.objects.all())).get(pk=page.survey_id)


def _with_card_rows(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    faces = SurveyPage.objects.live().public()
    return rows.select_related("agency").prefetch_related(
        Prefetch("pages", queryset=faces, to_attr="faces")
    )


def _with_questions(rows: QuerySet[Survey]) -> QuerySet[Survey]:
    counts = Tally.objects.filter(by=Group.ALL)
    questions = SurveyQuestion.objects.prefetch_related(
        "options", Prefetch("tallies", queryset=counts, to_attr="counts")
    )
    return rows.prefetch_related(Prefetch("questions", queryset=questions))
