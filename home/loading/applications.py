"""The demo's applications, lived through the real verbs one after another, the oldest first.

Each step runs at its own moment of the past, in the order of time over all applications, so
numbers, events, notices and figures are what they would have become.
"""

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from wagtail.models import Workflow

from agencies.models import Agency, Office
from appeals.models import Answer, Appeal
from appeals.services import (
    answer_deliver,
    appeal_redirect,
    appeal_take,
    appeal_unpublish,
    appeal_withdraw,
    redirect_accept,
    redirect_return,
)
from home.loading import staff
from home.loading.clock import MINUTE, clock_at, in_office_hours
from home.loading.content import demo
from home.loading.people import Cast, Person
from home.loading.stories import ANSWERED, HANDED, PRIVATE, REFUSED, Fate, Story
from ledger.models import Event
from ledger.services import event_record
from moderation.models import ModeratedText
from moderation.screening import PERSONAL
from moderation.services import moderation_approve, moderation_refuse, moderation_start
from notifications.models import Notice
from signing.drafts import draft_open, draft_save
from signing.models import Draft, SignatureMethod, SignedPayload, Terms, TermsAcceptance
from signing.payloads import payload_make
from signing.signatures import payload_lock, signature_make
from signing.terms import terms_current

Verb = Callable[["Life"], None]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
GROUNDS = {"abuse": "abuse", "defamation": "defamation"}
WITHDRAW_AFTER = 30 * HOUR
STEPS: dict[Fate, Verb] = {
    Fate.ASKED: staff.ask,
    Fate.EXTENDED: staff.extend,
    Fate.SPLIT: staff.split,
    Fate.ESCALATED: staff.hand_round,
}


@dataclass
class Life:
    """A story as it is being lived: who acts, and the application once it has a number."""

    story: Story
    cast: Cast
    offices: dict[str, list[Office]]
    terms: Terms
    appeal: Appeal | None = None
    now: datetime | None = None

    @property
    def row(self) -> Appeal:
        """The application as the last verb left it."""
        assert self.appeal is not None
        self.appeal = Appeal.objects.get(pk=self.appeal.pk)
        return self.appeal

    @property
    def clerk(self) -> Person:
        """Who works on it where it lies now."""
        return self.cast.clerks[self.row.agency_id]

    @property
    def head(self) -> Person:
        """Who heads the agency where it lies now."""
        return self.cast.heads[self.row.agency_id]

    @property
    def moderator(self) -> Person:
        """One of the moderators, always the same for one story."""
        return self.cast.moderators[len(self.story.subject) % len(self.cast.moderators)]


def applications_load(cast: Cast, stories: list[Story], now: datetime) -> str:
    """Live all stories. Returns a line for the reader of the console."""
    offices = {
        agency.key: list(agency.offices.order_by("order"))
        for agency in Agency.objects.prefetch_related("offices")
    }
    terms = terms_current()
    queue: list[tuple[datetime, int, Verb, Life]] = []
    order = count()
    for story in stories:
        life = Life(story, cast, offices, terms)
        for moment, verb in _course(story, now):
            heapq.heappush(queue, (moment, next(order), verb, life))
    with _one_moderator_decides():
        while queue:
            moment, _, verb, life = heapq.heappop(queue)
            with clock_at(moment), transaction.atomic():
                life.now = moment
                verb(life)
    _settle()
    return f"{len(stories)} applications, {Answer.objects.count()} answers"


@contextmanager
def _one_moderator_decides() -> Iterator[None]:
    """The workflows are switched off meanwhile: their steps would double the loading time."""
    running = list(Workflow.objects.filter(active=True).values_list("pk", flat=True))
    Workflow.objects.filter(pk__in=running).update(active=False)
    yield
    Workflow.objects.filter(pk__in=running).update(active=True)


# The course of a story: which verb at which moment.


def _course(story: Story, now: datetime) -> Iterator[tuple[datetime, Verb]]:
    """Moments never run backwards and never reach into the future."""
    verbs = list(_verbs(story))
    last = story.sent_at
    for index, (after, verb) in enumerate(verbs):
        wanted = last + after * story.die.uniform(0.7, 1.3)
        # Citizens write at any hour, moderators work in shifts.
        if verb not in (_register, _withdraw, _approve, _refuse):
            wanted = in_office_hours(wanted)
        latest = now - (len(verbs) - index) * MINUTE
        last = max(last, min(wanted, latest))
        yield last, verb


def _verbs(story: Story) -> Iterator[tuple[timedelta, Verb]]:
    fate = story.fate
    yield timedelta(0), _register
    yield from _publication(fate)
    yield from _work(fate)
    yield from _answers(fate)
    if fate == Fate.TAKEN_DOWN:
        yield 2 * DAY, _take_down
    if fate == Fate.STOPPED:
        yield 5 * DAY, staff.stop
    yield from _desk(fate)
    if fate == Fate.REVIEWED:
        yield 2 * DAY, staff.rate_no
    if fate == Fate.RATED:
        yield 2 * DAY, staff.rate
    if fate in (Fate.WITHDRAWN, Fate.WITHDRAWN_UNREAD, Fate.HANDED_OVER_WITHDRAWN):
        yield WITHDRAW_AFTER, _withdraw


def _desk(fate: Fate) -> Iterator[tuple[timedelta, Verb]]:
    """What the desks have in hand."""
    if fate in (Fate.DRAFTED, Fate.AGREED):
        yield 3 * DAY, staff.prepare
    if fate == Fate.AGREED:
        yield 5 * HOUR, staff.agree
    if fate in STEPS:
        yield DAY, STEPS[fate]


def _publication(fate: Fate) -> Iterator[tuple[timedelta, Verb]]:
    if fate in REFUSED:
        yield 5 * HOUR, _refuse
    elif fate not in PRIVATE | {Fate.WAITING, Fate.WITHDRAWN_UNREAD}:
        yield 5 * HOUR, _approve


def _work(fate: Fate) -> Iterator[tuple[timedelta, Verb]]:
    if fate in (Fate.NEW, Fate.NEW_PRIVATE, Fate.WAITING, Fate.WITHDRAWN_UNREAD):
        return
    if fate == Fate.RECEIVED:
        yield 20 * HOUR, staff.receive
        return
    if fate in HANDED | {Fate.SENT_BACK}:
        yield 20 * HOUR, _hand_over
    if fate in (Fate.HANDED_OVER_OPEN, Fate.HANDED_OVER_WITHDRAWN):
        return
    if fate == Fate.HANDED_OVER:
        yield 20 * HOUR, _accept
    if fate == Fate.SENT_BACK:
        yield 20 * HOUR, _send_back
    yield 20 * HOUR, _take


def _answers(fate: Fate) -> Iterator[tuple[timedelta, Verb]]:
    if fate not in ANSWERED:
        return
    yield (32 * DAY if fate == Fate.ANSWERED_LATE else 6 * DAY), _answer
    if fate == Fate.ANSWERED_TWICE:
        yield 8 * DAY, _answer_again


# The verbs.


def _register(life: Life) -> None:
    """Sign in thought: everything but the code from the SMS is the real thing."""
    story, user = life.story, life.story.author.user
    office = _addressee(life)
    _accept_terms(life)
    draft = draft_open(owner=user, purpose="appeal", object_key=office.key)
    values = {"subject": story.subject, "text": story.text}
    draft = draft_save(draft=draft, owner=user, values=values, step="check")
    payload = payload_make(
        owner=user,
        draft=draft,
        purpose="appeal",
        object_ref=f"office:{office.pk}",
        subject=story.subject,
        text=story.text,
        fields={
            "kind": story.kind,
            "topic": story.topic,
            "place": story.place,
            "extra": {},
            "answer_language": story.language,
            "publish": "yes" if story.publish else "no",
            "name_shown": story.name_shown,
        },
        files=[],
        terms=life.terms,
        person=story.author.name,
    )
    life.appeal = _sign(payload, life)


def _accept_terms(life: Life) -> None:
    """Without asking whether they were in force then: the installation is younger than the demo."""
    user, terms = life.story.author.user, life.terms
    _, is_new = TermsAcceptance.objects.get_or_create(user=user, terms=terms)
    if is_new:
        event_record(verb="terms.accept", target=terms, actor=user, data={"version": terms.version})


def _sign(payload: SignedPayload, life: Life) -> Appeal:
    assert life.now is not None
    user = life.story.author.user
    appeal: Appeal = signature_make(
        payload=payload_lock(payload=payload, owner=user),
        method=SignatureMethod.SMS,
        # No code was ever sent, and the archive says so for good.
        evidence={"verifier": "demo", "policy": "demo", "code": "demo"},
        at=life.now,
    )
    return appeal


def _addressee(life: Life) -> Office:
    """Mostly the head of the agency, sometimes the deputy."""
    offices = life.offices[life.story.agency]
    return offices[0] if life.story.die.random() < 0.65 else offices[-1]


def _approve(life: Life) -> None:
    """As written, or with other people's data taken out; the words themselves go."""
    item, story = _waiting(life), life.story
    cuts = [
        {"start": at, "end": at + len(part), "ground": PERSONAL}
        for part in story.mask
        for at in _places(story.text, part)
    ]
    body, gaps = (story.text, cuts) if cuts else (item.body, item.cuts)
    outcome = moderation_approve(
        item=item, actor=life.moderator.user, subject=item.subject, body=body, cuts=gaps
    )
    assert outcome.is_final


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + len(part))


def _refuse(life: Life) -> None:
    ground = GROUNDS[life.story.ground]
    moderation_refuse(
        item=_waiting(life), actor=life.moderator.user, ground=ground, note=life.story.note
    )


def _waiting(life: Life) -> ModeratedText:
    return ModeratedText.objects.get(kind="appeal", target_id=str(life.row.pk))


def _take(life: Life) -> None:
    clerk = life.clerk
    appeal_take(appeal_id=life.row.pk, actor=clerk.user, reader=clerk.reader)


def _answer(life: Life) -> None:
    _deliver(life, life.story.answer)


def _answer_again(life: Life) -> None:
    _deliver(life, life.story.second_answer)


def _deliver(life: Life, body: str) -> None:
    clerk = life.clerk
    # The invented answers are short; the check before sending finds something in most of them.
    answer_deliver(
        appeal_id=life.row.pk, actor=clerk.user, reader=clerk.reader, body=body, override=True
    )


def _hand_over(life: Life) -> None:
    clerk = life.clerk
    appeal_redirect(
        appeal_id=life.row.pk,
        to_agency=Agency.objects.get(key=life.story.handed_to),
        reason=life.story.redirect_reason,
        actor=clerk.user,
        reader=clerk.reader,
    )


def _accept(life: Life) -> None:
    redirect = life.row.redirects.get(decided_at=None)
    clerk = life.cast.clerks[redirect.to_agency_id]
    redirect_accept(redirect_id=redirect.pk, actor=clerk.user, reader=clerk.reader)


def _send_back(life: Life) -> None:
    redirect = life.row.redirects.get(decided_at=None)
    clerk = life.cast.clerks[redirect.to_agency_id]
    reasons = demo("applications")["extras"]["redirect_reasons"][life.story.language]
    redirect_return(
        redirect_id=redirect.pk, reason=reasons[0], actor=clerk.user, reader=clerk.reader
    )


def _withdraw(life: Life) -> None:
    author = life.story.author
    appeal_withdraw(appeal_id=life.row.pk, actor=author.user, reader=author.reader)


def _take_down(life: Life) -> None:
    appeal_unpublish(appeal_id=life.row.pk, actor=life.moderator.user)


# Afterwards.


def _settle() -> None:
    """Times that the tables give by themselves, and the workflows a worker would start."""
    of_event = Event.objects.filter(pk=OuterRef("event_id")).values("at")
    Notice.objects.filter(event__isnull=False).update(created_at=Subquery(of_event))
    first = SignedPayload.objects.filter(draft=OuterRef("pk")).order_by("created_at")
    made = Subquery(first.values("created_at")[:1])
    Draft.objects.filter(sent_at__isnull=False).update(created_at=made, updated_at=F("sent_at"))
    accepted = SignedPayload.objects.filter(owner=OuterRef("user_id")).order_by("created_at")
    TermsAcceptance.objects.update(accepted_at=Subquery(accepted.values("created_at")[:1]))
    for item_id in ModeratedText.objects.values_list("pk", flat=True):
        moderation_start(item_id=item_id)
