"""One person's way to a question: the draft, its values, sending it."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from conferences.asking.forms import QuestionForm, named
from conferences.models import Conference, ConferencePage, ConferenceQuestion
from conferences.services.asking import OBJECT_PREFIX, PURPOSE, question_ask
from conferences.states import NameShown
from core.errors import Refused
from signing.drafts import draft_close, draft_get, draft_lock, draft_open, draft_read
from signing.models import PendingSignature, SignedPayload
from signing.payloads import payload_make
from signing.steps.drafting import DraftOfForm, person_of
from signing.steps.fields import extra_signed


@dataclass
class Asking(DraftOfForm):
    """The live draft of one person's question to one conference."""

    page: ConferencePage

    @classmethod
    def open(cls, page: ConferencePage, user: User) -> "Asking":
        """Go on where the person stopped, or begin."""
        draft = draft_open(owner=user, purpose=PURPOSE, object_key=page.conference.key)
        return cls(user, draft, draft_read(draft), page)

    @classmethod
    def waited(cls, page: ConferencePage, user: User) -> "Asking | None":
        """The draft whose digital signature came in last: its check may end after the closing."""
        rows = PendingSignature.objects.select_related("payload__draft").filter(
            payload__owner=user,
            payload__draft__purpose=PURPOSE,
            payload__draft__object_key=page.conference.key,
        )
        last = rows.order_by("-received_at").first()
        draft = last.payload.draft if last else None
        return cls(user, draft, draft_read(draft), page) if draft else None

    @property
    def conference(self) -> Conference:
        """What is asked about."""
        return self.page.conference

    def form(self, data: Any = None) -> QuestionForm:
        """The form, filled from the draft unless data came in."""
        start = {"name_shown": self.user.name_shown, **self.values}
        return QuestionForm(data, initial=start, page=self.page, user=self.user)

    def kept(self) -> QuestionForm:
        """The form as kept in the draft, checked again."""
        return self.form(self.values)

    def said(self) -> dict[str, Any]:
        """What was written, for the look-over page."""
        form = self.kept()
        if not form.is_valid():
            return {}
        shown = form.cleaned_data["name_shown"]
        return {
            "text": form.cleaned_data["text"],
            "name": named(self.user, shown, NameShown(shown).label),
            "extra": form.extra(),
        }

    def payload(self) -> SignedPayload:
        """Freeze what the person has just looked over into the bytes to be signed."""
        person, form = person_of(self.user), self.kept()
        if not form.is_valid():
            raise ValueError("there is no question yet")
        return payload_make(
            owner=self.user,
            draft=self.draft,
            purpose=PURPOSE,
            object_ref=f"{OBJECT_PREFIX}{self.conference.pk}",
            subject="",
            text=form.cleaned_data["text"],
            fields={"name_shown": form.cleaned_data["name_shown"], **extra_signed(form)},
            files=[],
            terms=None,
            person=person,
        )


def question_send(asking: Asking) -> ConferenceQuestion:
    """Ask what the draft holds, without a signature, and close the draft; one transaction.

    Refused: whatever ``question_ask`` says, and ``draft_sent`` for a second click.
    """
    with transaction.atomic():
        locked = draft_lock(draft=asking.draft, owner=asking.user)
        asking.values = draft_read(locked)
        form = asking.kept()
        if not form.is_valid():
            raise Refused(str(next(iter(form.errors.values()))[0]), code="incomplete")
        question = question_ask(
            conference_id=asking.conference.pk,
            author=asking.user,
            text=form.cleaned_data["text"],
            name_shown=form.cleaned_data["name_shown"],
            extra=form.extra(),
        )
        draft_close(locked)
    return question


def question_sent(user: User, page: ConferencePage, draft_id: str) -> ConferenceQuestion | None:
    """The question that a draft has become: a second click leads to it.

    The draft was closed in the transaction of the question, a moment after it.
    """
    try:
        draft = draft_get(owner=user, draft_id=draft_id)
    except (LookupError, ValueError, ValidationError):
        return None
    if draft.sent_at is None or draft.object_key != page.conference.key:
        return None
    rows = ConferenceQuestion.objects.select_related("conference")
    mine = rows.filter(conference=page.conference, author=user, asked_at__lte=draft.sent_at)
    return mine.order_by("-pk").first()
