"""Questions asked: signed in, or signed where the conference demands it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from conferences.locking import conference_lock
from conferences.models import Conference, ConferenceQuestion, ConferenceRules
from conferences.naming import public_name
from conferences.phases import takes_questions
from conferences.services.questions import (
    extra_kept,
    own_words,
    question_event,
    question_queue,
    question_tell,
)
from conferences.states import NameShown, QuestionState
from core.errors import NotAllowed, Refused, TooMany
from core.rates import rate_take
from core.text import clean_text, detect_language, is_blank
from ledger.numbers import number_next
from signing.models import Signature, SignedPayload
from signing.payloads import payload_content, payload_opening
from signing.steps.fields import extra_said

PURPOSE = "conference_question"
OBJECT_PREFIX = "conference:"
LONGEST = 2000
HOUR, AN_HOUR = 3600, 20
GONE = (QuestionState.WITHDRAWN, QuestionState.REFUSED)


def question_ask(
    *,
    conference_id: int,
    author: User,
    text: str,
    name_shown: str = NameShown.INITIALS,
    extra: dict[str, str] | None = None,
) -> ConferenceQuestion:
    """Ask a question; a moderator reads it before it is public.

    The same words by the same person give the question that is there, so sending twice makes one.
    ``extra``: what else the form asked, by label. Refused: ``not_allowed`` to a visitor; ``blank``,
    ``too_long``; ``name_shown``; ``wrong_phase`` by the clock as it is set at this very moment;
    ``needs_signature``; ``data_blocked``; ``too_many`` in this conference, or within an hour.
    """
    if not author.is_authenticated or not author.is_active:
        raise NotAllowed
    blocked_check(author)
    words = question_words(text)
    if name_shown not in NameShown.values:
        raise Refused(_("Choose how your name shows."), code="name_shown")
    _rate(author)
    with transaction.atomic():
        conference = conference_lock(conference_id)
        twin = _twin(conference, author, words)
        if twin:
            return twin
        ask_check(conference, timezone.now())
        if conference.demands_signature:
            raise Refused(
                _("Questions to this conference are signed. Look yours over and sign it."),
                code="needs_signature",
            )
        question = ConferenceQuestion(
            author=author, original=words, name_shown=name_shown, extra=extra_kept(extra)
        )
        return _enter(question, conference)


@transaction.atomic
def question_register(*, payload: SignedPayload, signature: Signature) -> ConferenceQuestion:
    """Take a signed question. The moment of signing counts: a digital signature whose check took
    until after the closing is in time.

    Refused: ``registered_already``, ``wrong_phase``, ``too_many``.
    """
    if ConferenceQuestion.objects.filter(payload=payload).exists():
        raise Refused(_("This question is sent already."), code="registered_already")
    conference = conference_lock(conference_id_of(payload))
    ask_check(conference, signature.signed_at)
    opening = payload_opening(payload)
    question = ConferenceQuestion(
        author=payload.owner,
        original=opening["text"],
        name_shown=NameShown(opening["fields"]["name_shown"]),
        extra=extra_kept(extra_said(opening["fields"])),
        payload=payload,
        asked_at=signature.signed_at,
    )
    return _enter(question, conference, method=str(signature.method))


def question_words(text: str) -> str:
    """The words as they are kept: plain text, nothing invisible. Refused: ``blank``,
    ``too_long``."""
    words = clean_text(text)
    if is_blank(words):
        raise Refused(_("Write your question."), code="blank")
    if len(words) > LONGEST:
        raise Refused(
            _("The question has %(count)s characters. The most is 2,000.") % {"count": len(words)},
            code="too_long",
        )
    return words


def ask_check(conference: Conference, at: datetime) -> None:
    """Refuse unless questions are taken at this moment."""
    if not takes_questions(conference, at):
        raise Refused(_("Questions aren't taken now."), code="wrong_phase")


def questions_left(conference: Conference, author_id: UUID) -> int:
    """How many more this person may ask here. What was taken back doesn't count."""
    asked = ConferenceQuestion.objects.filter(conference=conference, author_id=author_id)
    most = ConferenceRules.current().questions_each
    return max(0, most - asked.exclude(state=QuestionState.WITHDRAWN).count())


def conference_id_of(payload: SignedPayload) -> int:
    """The conference the signed bytes name."""
    named: str = payload_content(payload)["object"]
    return int(named.removeprefix(OBJECT_PREFIX))


def _enter(question: ConferenceQuestion, conference: Conference, **data: str) -> ConferenceQuestion:
    """Number, moderation, event, notice. The conference is locked, so nobody overtakes."""
    author = question.author
    assert author is not None
    if not questions_left(conference, author.pk):
        raise Refused(
            _("You have asked as many questions here as one person may."), code="too_many"
        )
    question.conference = conference
    question.language = detect_language(own_words(question))
    question.author_public_name = public_name(author, question.name_shown)
    question.number = _number(conference)
    question.save()
    event = question_event(question, "ask", author, **data)
    question_queue(question)
    question_tell(question, "asked", event)
    return question


def _number(conference: Conference) -> int:
    """The next number that no question has: those that came from elsewhere brought their own."""
    while True:
        number = number_next(f"conference-{conference.pk}")
        if not ConferenceQuestion.objects.filter(conference=conference, number=number).exists():
            return number


def _twin(conference: Conference, author: User, words: str) -> ConferenceQuestion | None:
    """What this person has asked here in the same words. Words can't be searched."""
    rows = ConferenceQuestion.objects.filter(conference=conference, author=author)
    mine = rows.exclude(state__in=GONE).select_related("conference").order_by("-pk")
    return next((row for row in mine if own_words(row) == words), None)


def _rate(author: User) -> None:
    try:
        rate_take(scope="conference-question", key=str(author.pk), limit=AN_HOUR, per_seconds=HOUR)
    except TooMany as refusal:
        raise TooMany(
            refusal.retry_after,
            _("You have sent many questions within an hour. Please go on a little later."),
        ) from None
