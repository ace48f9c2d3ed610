"""What page and API show of a survey. Votes leave only when the survey's own rule lets them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from core.durations import time_left
from core.localized import ORDER
from surveys.models import Survey, SurveyQuestion
from surveys.phases import Phase, is_late, next_at, phase_of, results_visible, rule_of
from surveys.selectors.results import is_counting
from surveys.states import QuestionKind, QuestionResults

# Kinds whose options have a count each.
SIMPLE = (QuestionKind.ONE, QuestionKind.MANY, QuestionKind.YESNO)


@dataclass(frozen=True)
class SurveyCard:
    """A survey as a row of a list."""

    key: str
    title: str
    plan: str
    agency: str
    agency_key: str
    phase: Phase
    opens_at: datetime
    closes_at: datetime
    voters: str
    age_from: int | None
    age_to: int | None
    regions: tuple[str, ...]
    results_shown: str
    results_shown_label: str
    participants: int | None
    next_at: datetime | None
    left: str
    conclusion_due_at: datetime | None
    concluded_at: datetime | None
    is_late: bool
    close_reason: str
    url: str

    @property
    def phase_label(self) -> str:
        """The phase in words."""
        return str(self.phase.label)


@dataclass(frozen=True)
class OptionView:
    """One possible answer; ``votes`` and ``share`` (percent) only when results may be seen."""

    key: str
    text: str
    votes: int | None
    share: int | None


@dataclass(frozen=True)
class SurveyQuestionView:
    """One question with its options in order."""

    key: str
    kind: str
    kind_label: str
    text: str
    is_required: bool
    options: tuple[OptionView, ...]
    total: int | None


@dataclass(frozen=True)
class SurveyDetail:
    """A survey with its questions, and results where they may be seen."""

    card: SurveyCard
    questions: tuple[SurveyQuestionView, ...]
    shows_results: bool


def card_of(survey: Survey, now: datetime | None = None) -> SurveyCard:
    """A row from ``selectors.survey_list`` in the reader's language."""
    moment = now or timezone.now()
    phase = phase_of(survey, moment)
    coming = next_at(survey, moment)
    face = _face_of(survey)
    return SurveyCard(
        key=survey.key,
        title=face.title if face else survey.localized("title"),
        plan=survey.localized("plan"),
        agency=survey.agency.localized("name"),
        agency_key=survey.agency.key,
        phase=phase,
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        voters=survey.voters,
        age_from=survey.age_from,
        age_to=survey.age_to,
        regions=tuple(survey.regions),
        results_shown=survey.results_shown,
        results_shown_label=survey.get_results_shown_display(),
        participants=survey.participants if phase != Phase.UPCOMING else None,
        next_at=coming,
        left=time_left(coming, moment) if coming else "",
        conclusion_due_at=survey.conclusion_due_at,
        concluded_at=survey.concluded_at,
        is_late=is_late(survey.conclusion_due_at, survey.concluded_at, phase, moment),
        close_reason=survey.localized("close_reason") if survey.planned_closes_at else "",
        url=(face.url or "") if face else "",
    )


def detail_of(
    survey: Survey, now: datetime | None = None, *, has_voted: bool = False
) -> SurveyDetail:
    """A survey from ``selectors.survey_get``; ``has_voted``: the reader has."""
    moment = now or timezone.now()
    counting = is_counting(survey, moment)

    def shows(question: SurveyQuestion) -> bool:
        rule = rule_of(survey.results_shown, question.results_shown)
        is_early = rule == QuestionResults.CLOSED and counting
        return not is_early and results_visible(survey, rule, moment, has_voted=has_voted)

    return SurveyDetail(
        card=card_of(survey, moment),
        questions=tuple(_question(row, shows(row)) for row in survey.questions.all()),
        shows_results=any(shows(row) for row in survey.questions.all()),
    )


def _question(question: SurveyQuestion, shows: bool) -> SurveyQuestionView:
    options = list(question.options.all())
    counts = {row.value: row.count for row in getattr(question, "counts", [])}
    # Several answers may be ticked: shares are of people, and may add up to more than 100 %.
    base = counts.get("", 0)
    counts_options = shows and question.kind in SIMPLE
    return SurveyQuestionView(
        key=question.key,
        kind=question.kind,
        kind_label=question.get_kind_display(),
        text=question.localized("text"),
        is_required=question.is_required,
        options=tuple(
            OptionView(
                key=option.key,
                text=option.localized("text"),
                votes=counts.get(option.key, 0) if counts_options else None,
                share=_percent(counts.get(option.key, 0), base) if counts_options else None,
            )
            for option in options
        ),
        total=base if shows else None,
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _face_of(survey: Any) -> Any:
    """The page in the reader's language, else in the first that has one."""
    faces = {face.face_language: face for face in survey.faces}
    wanted = (get_language() or ORDER[0])[:2]
    return next((faces[code] for code in (wanted, *ORDER) if code in faces), None)
