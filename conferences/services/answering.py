"""Written answers of a conference: given, corrected, taken back."""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleKind, User
from conferences.hall.marks import time_mark_check
from conferences.locking import question_changed, question_lock
from conferences.models import Conference, ConferenceQuestion, QuestionAnswer, Speaker
from conferences.permissions import can_answer, speaker_of
from conferences.phases import takes_answers
from conferences.services.questions import question_event, question_tell
from conferences.services.talking import place_check
from conferences.states import QuestionState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text, detect_language, is_blank
from moderation.screening import CLASSES, ScreenMark, screen_marks

LONGEST = 10_000
CLERKS = (RoleKind.CLERK, RoleKind.HEAD)
# What nobody need be asked about.
HARMLESS = frozenset({"spelling", "topic", "abbreviation", "shouting"})
# A name or an address below this is a guess.
SURE = 0.85


class Fault(models.TextChoices):
    """Why an answer is taken back. Of a list, so that the record needs no words."""

    MISTAKE = "mistake", _("There is a mistake in it")
    ELSEWHERE = "elsewhere", _("It belongs to another question")
    PERSONAL = "personal", _("It tells something personal")
    CORRECTED = "corrected", _("A corrected answer takes its place")


class AnswerMarked(Refused):
    """Screening found something in the words; ``marks`` say what and where."""

    def __init__(self, text: str, marks: list[ScreenMark]) -> None:
        super().__init__(
            _("Look at what was found in the answer. Send it all the same if it is right."),
            code="marks",
        )
        self.found = [(CLASSES[mark.class_], text[mark.start : mark.end]) for mark in marks]


@transaction.atomic
def answer_write(
    *,
    question_id: int,
    body: str,
    speaker_id: int | None = None,
    time_mark: int | None = None,
    actor: User,
    reader: Reader,
    seen: str = "",
    send_anyway: bool = False,
) -> QuestionAnswer:
    """Answer a published question; public at once, and whoever asked is told.

    A speaker writes as themself; clerks and heads may write down for any speaker who takes part,
    or for none: then the agency answers. ``seen`` is ``answers_seen`` of what the writer saw: when
    somebody answered meanwhile, the second is told. ``send_anyway``: what screening finds was
    shown and is right. Refused: ``not_allowed``, ``wrong_phase``, ``merged``, ``wrong_state``,
    ``blank``, ``too_long``, ``time_mark``, ``not_here`` and ``speaker_left``,
    ``answered_already``, ``marks`` (``AnswerMarked``).
    """
    question = _answerable(question_id, actor, reader)
    speaker = _speaker(question.conference, speaker_id, reader)
    if seen != answers_seen(question):
        raise Refused(
            _("Somebody has answered this question meanwhile. Read that answer before you send."),
            code="answered_already",
        )
    words = answer_words(body)
    classes = _screened(words, send_anyway)
    answer = _put(question, words, speaker, time_mark, actor, timezone.now())
    question_changed(question)
    event = question_event(
        question, "answer", actor, answer=answer.pk, **_told(answer), **_shown(classes)
    )
    for told in (question, *question.merged.select_related("conference")):
        question_tell(told, "answered", event)
    return answer


@transaction.atomic
def answer_correct(
    *,
    answer_id: int,
    body: str,
    time_mark: int | None = None,
    actor: User,
    reader: Reader,
    send_anyway: bool = False,
) -> QuestionAnswer:
    """Put other words in the place of an answer: the former is withdrawn, the same person speaks.

    The day of the answer stays, since the promise was kept then; the record has the moment of the
    correction. Refused as both verbs are; ``unchanged`` when nothing differs.
    """
    former = _own(answer_id, actor, reader)
    question = former.question
    words = answer_words(body)
    if (words, time_mark) == (former.body, former.time_mark):
        raise Refused(_("Nothing has changed."), code="unchanged")
    classes = _screened(words, send_anyway)
    _end(former, Fault.CORRECTED, actor)
    answer = _put(question, words, former.speaker, time_mark, actor, former.answered_at)
    question_changed(question)
    question_event(
        question,
        "answer_correct",
        actor,
        answer=answer.pk,
        former=former.pk,
        **_told(answer),
        **_shown(classes),
    )
    return answer


@transaction.atomic
def answer_withdraw(*, answer_id: int, reason: str, actor: User, reader: Reader) -> QuestionAnswer:
    """Take an answer back; the record says why. Refused: ``not_allowed``, ``wrong_phase``,
    ``wrong_state``, ``reason`` for one that isn't on the list."""
    answer = _own(answer_id, actor, reader)
    if reason not in Fault.values or reason == Fault.CORRECTED:
        raise Refused(_("Choose why the answer is taken back."), code="reason")
    _end(answer, Fault(reason), actor)
    question_changed(answer.question)
    return answer


def answers_seen(question: ConferenceQuestion) -> str:
    """What stands under a question, as a form keeps it: the ids of its answers."""
    standing = question.answers.filter(withdrawn_at=None).order_by("pk")
    return "-".join(str(pk) for pk in standing.values_list("pk", flat=True))


def writes_for_others(reader: Reader, conference: Conference) -> bool:
    """Clerks and heads of the agency write down what any speaker said."""
    return reader.works_at(conference.agency_id, *CLERKS)


def answer_words(body: str) -> str:
    """The words of an answer, cleaned. Refused: ``blank``, ``too_long``."""
    words = clean_text(body)
    if is_blank(words):
        raise Refused(_("Write the answer."), code="blank")
    if len(words) > LONGEST:
        raise Refused(
            _("The answer has %(count)s characters. The most is 10,000.") % {"count": len(words)},
            code="too_long",
        )
    return words


def _answerable(question_id: int, actor: User, reader: Reader) -> ConferenceQuestion:
    question = question_lock(question_id)
    _allowed(question.conference, actor, reader)
    place_check(question)
    return question


def _allowed(conference: Conference, actor: User, reader: Reader) -> None:
    if not reader.is_person(actor.pk) or not can_answer(reader, conference):
        raise NotAllowed
    if not takes_answers(conference, timezone.now()):
        raise Refused(_("Answers aren't taken now."), code="wrong_phase")


def _own(answer_id: int, actor: User, reader: Reader) -> QuestionAnswer:
    """A standing answer this reader may change, its question locked."""
    question_id = QuestionAnswer.objects.values_list("question_id", flat=True).get(pk=answer_id)
    question = question_lock(question_id)
    _allowed(question.conference, actor, reader)
    answer = QuestionAnswer.objects.select_related("speaker").get(pk=answer_id)
    speaker = speaker_of(reader, question.conference)
    is_own = speaker is not None and answer.speaker_id == speaker.pk
    if not is_own and not writes_for_others(reader, question.conference):
        raise NotAllowed
    # A merge may have taken it to another question a moment ago.
    is_here = answer.question_id == question_id and question.state == QuestionState.PUBLISHED
    if answer.withdrawn_at is not None or not is_here:
        raise Refused(_("This answer is no longer on the page."), code="wrong_state")
    answer.question = question
    return answer


def _speaker(conference: Conference, speaker_id: int | None, reader: Reader) -> Speaker | None:
    own = speaker_of(reader, conference)
    if not writes_for_others(reader, conference):
        if own is None or speaker_id not in (None, own.pk):
            raise NotAllowed(_("You answer in your own name only."))
        return own
    if speaker_id is None:
        return None
    # Locked: whoever takes the speaker off the page meanwhile waits, and finds the answer.
    speaker = conference.speakers.select_for_update(of=("self",)).filter(pk=speaker_id).first()
    if speaker is None:
        raise Refused(_("This person is no speaker of the conference."), code="not_here")
    if speaker.left_at is not None:
        raise Refused(_("This speaker takes part no more."), code="speaker_left")
    return speaker


def _screened(words: str, send_anyway: bool) -> list[str]:
    marks = [mark for mark in screen_marks(words) if _matters(mark)]
    if marks and not send_anyway:
        raise AnswerMarked(words, marks)
    return sorted({mark.class_ for mark in marks})


def _matters(mark: ScreenMark) -> bool:
    return mark.class_ not in HARMLESS and mark.score >= SURE


def _put(
    question: ConferenceQuestion,
    words: str,
    speaker: Speaker | None,
    time_mark: int | None,
    actor: User,
    answered_at: Any,
) -> QuestionAnswer:
    return QuestionAnswer.objects.create(
        question=question,
        speaker=speaker,
        language=detect_language(words),
        body=words,
        time_mark=None if time_mark is None else time_mark_check(time_mark),
        written_by=actor,
        answered_at=answered_at,
    )


def _end(answer: QuestionAnswer, reason: Fault, actor: User) -> None:
    answer.withdrawn_at = timezone.now()
    answer.save(update_fields=["withdrawn_at"])
    question_event(answer.question, "answer_withdraw", actor, answer=answer.pk, reason=reason.value)


def _told(answer: QuestionAnswer) -> dict[str, Any]:
    return {"speaker": answer.speaker_id, "language": answer.language}


def _shown(classes: list[str]) -> dict[str, Any]:
    return {"sent_all_the_same": classes} if classes else {}
