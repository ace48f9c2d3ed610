"""What the page of a conference offers whoever wants to ask, and authors of questions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from conferences.asking.forms import ObjectionForm
from conferences.models import Conference, ConferencePage, ConferenceQuestion, QuestionText
from conferences.phases import Phase, phase_of
from conferences.services.asking import questions_left
from conferences.services.questions import MOVES, own_words
from conferences.services.withdrawing import is_answered
from conferences.states import QuestionState
from core.audience import Reader
from core.context import section_url
from moderation.models import ModeratedText
from moderation.segments import Segment, segments_of
from moderation.selectors.objections import ObjectionView, objection_of


@dataclass(frozen=True)
class AskView:
    """Whether and how to ask now; the same for all visitors, so that the page can be cached."""

    can_ask: bool
    is_signed: bool
    why_not: str
    url: str
    blogs_url: str
    closes_at: datetime


@dataclass(frozen=True)
class OwnQuestion:
    """A question as its author sees it, whatever the public sees.

    ``sentence`` says where it stands; ``ground`` and ``note`` why it was refused. ``withdraw_url``
    is empty where it can't be taken back, ``form`` where there is nothing to object to.
    """

    number: int
    state: str
    label: str | Promise
    sentence: str
    text: str
    language: str
    asked_at: datetime
    url: str
    segments: tuple[Segment, ...] = ()
    ground: str = ""
    explanation: str = ""
    note: str = ""
    withdraw_url: str = ""
    objection_url: str = ""
    objection: ObjectionView | None = None
    form: ObjectionForm | None = None

    @property
    def is_bad(self) -> bool:
        """A moderator said no."""
        return self.state == QuestionState.REFUSED

    @property
    def shows_text(self) -> bool:
        """The author's own words are nowhere else on the page."""
        is_public = self.state in (QuestionState.PUBLISHED, QuestionState.MERGED)
        return not is_public or bool(self.segments)


def ask_view(
    conference: Conference, page: ConferencePage, reader: Reader, now: datetime
) -> AskView:
    """Whether the reader may ask at this moment. No query for a visitor."""
    why_not = _why_not(conference, phase_of(conference, now)) or _has_asked(conference, reader)
    return AskView(
        can_ask=not why_not,
        is_signed=conference.demands_signature,
        why_not=why_not,
        url=f"{page.get_url()}ask/",
        blogs_url=section_url("blogs"),
        closes_at=conference.closes_at,
    )


def own_views(conference: Conference, reader: Reader) -> list[OwnQuestion]:
    """The reader's own questions that the public doesn't see yet or any more; newest first."""
    if reader.user_id is None:
        return []
    rows = ConferenceQuestion.objects.filter(conference=conference, author_id=reader.user_id)
    hidden = rows.exclude(state__in=[QuestionState.PUBLISHED, QuestionState.MERGED])
    found = hidden.select_related("conference", "refusal_ground").order_by("-number")
    return [_own(row) for row in found]


def own_view(question: ConferenceQuestion, reader: Reader) -> OwnQuestion | None:
    """One question as its author sees it; nothing for anybody else."""
    return _own(question) if reader.is_person(question.author_id) else None


def with_form(own: OwnQuestion, form: ObjectionForm) -> OwnQuestion:
    """The same with a form that came back."""
    return replace(own, form=form)


def _own(question: ConferenceQuestion) -> OwnQuestion:
    args: list[Any] = [question.conference.key, question.number]
    state = QuestionState(question.state)
    is_open = state in MOVES["reopen"] or state == QuestionState.PENDING
    objection = objection_of("question", str(question.pk)) if is_open else None
    ground = question.refusal_ground
    return OwnQuestion(
        number=question.number,
        state=state.value,
        label=state.label,
        sentence=_sentence(question),
        text=own_words(question),
        language=question.language,
        asked_at=question.asked_at,
        url=reverse("conference_question", args=args),
        segments=_corrected(question) if objection else (),
        ground=ground.localized("title") if ground else "",
        explanation=ground.localized("explanation") if ground else "",
        note=str(question.refusal_note or ""),
        withdraw_url=_withdraw_url(question, args),
        objection_url=reverse("conference_question_objection", args=args),
        objection=objection if objection and objection.is_filed else None,
        form=ObjectionForm(auto_id=f"id_{question.number}_%s")
        if objection and objection.may_file
        else None,
    )


def _corrected(question: ConferenceQuestion) -> tuple[Segment, ...]:
    """What the public reads instead of the author's words, if it is something else."""
    text: Any = QuestionText.objects.filter(question=question, withdrawn_at=None).first()
    is_other = text is not None and (bool(text.cuts) or text.body != own_words(question))
    return segments_of(text.body, text.cuts) if is_other else ()


def _withdraw_url(question: ConferenceQuestion, args: list[Any]) -> str:
    """Where to take it back. What was merged can't be, nor what others were merged into."""
    may = question.state in MOVES["withdraw"] and not question.merged.exists()
    may = may and not is_answered(question)
    return reverse("conference_question_withdraw", args=args) if may else ""


def _sentence(question: ConferenceQuestion) -> str:
    match QuestionState(question.state):
        case QuestionState.PENDING:
            return _pending(question)
        case QuestionState.REFUSED if question.published_at:
            return _("A moderator took it down. Everybody else sees only that it was here.")
        case QuestionState.REFUSED:
            return _("A moderator decided not to publish it. Nobody else sees it.")
        case QuestionState.WITHDRAWN:
            return _("You took it back.")
        case QuestionState.MERGED:
            return _("It stands together with a question that asks the same.")
        case _:
            return _("Everybody sees it.")


def _pending(question: ConferenceQuestion) -> str:
    items: Iterable[Any] = ModeratedText.objects.filter(
        kind="question", target_id=str(question.pk)
    ).values_list("due_at", flat=True)
    due = next(iter(items), None)
    if due is None:
        return _("A moderator reads it first. Until then only you see it.")
    return _("A moderator reads it first, by %(day)s. Until then only you see it.") % {
        "day": date_format(localtime(due), "DATE_FORMAT")
    }


def _has_asked(conference: Conference, reader: Reader) -> str:
    if reader.user_id is None or questions_left(conference, reader.user_id):
        return ""
    return _("You have asked as many questions here as one person may.")


def _why_not(conference: Conference, phase: Phase) -> str:
    moments = {
        "opens": date_format(localtime(conference.opens_at), "DATETIME_FORMAT"),
        "closed": date_format(localtime(conference.closes_at), "DATETIME_FORMAT"),
    }
    match phase:
        case Phase.OPEN:
            return ""
        case Phase.PLANNED | Phase.ANNOUNCED:
            return _("You can ask from %(opens)s on.") % moments
        case Phase.CANCELLED:
            return _("The conference is cancelled, so no questions are taken.")
        case _:
            return _("Questions were taken until %(closed)s.") % moments
