"""One person's way through the form: the draft, its values, what is still missing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Office
from appeals.apply.forms import EXTRA_PREFIX, DetailsForm, QuestionForm
from appeals.models import AppealFormPage
from appeals.originals import extra_entries
from appeals.states import NameShown
from core.errors import Refused
from signing.drafts import draft_before, draft_open, draft_read, draft_save
from signing.files import file_list
from signing.models import Draft, File, PendingSignature, SignedPayload
from signing.payloads import payload_make
from signing.terms import terms_accepted, terms_current

PURPOSE = "appeal"
QUESTION_FIELDS = ("kind", "topic", "subject", "text", "place")
DETAIL_FIELDS = ("answer_language", "publish", "name_shown")


@dataclass
class Journey:
    """The live draft of one person to one office."""

    page: AppealFormPage
    office: Office
    user: User
    draft: Draft
    values: dict[str, Any]

    @classmethod
    def open(cls, page: AppealFormPage, office: Office, user: User) -> "Journey":
        """Go on where the person stopped, or begin."""
        draft = draft_open(owner=user, purpose=PURPOSE, object_key=office.key)
        return cls(page, office, user, draft, draft_read(draft))

    @property
    def has_accepted(self) -> bool:
        """The current terms are accepted."""
        return terms_accepted(self.user, terms_current(PURPOSE))

    @property
    def files(self) -> list[File]:
        """Files of this draft, oldest first."""
        return file_list(self.draft)

    @property
    def last_pending(self) -> PendingSignature | None:
        """The signature by EDS that came in last, waiting or decided."""
        rows = PendingSignature.objects.select_related("payload__draft", "payload__owner")
        mine = rows.filter(
            payload__owner=self.user,
            payload__draft__purpose=PURPOSE,
            payload__draft__object_key=self.office.key,
        )
        return mine.order_by("-received_at").first()

    @property
    def is_waiting(self) -> bool:
        """A signature for this draft is being checked, so nothing can be changed."""
        waiting = PendingSignature.objects.filter(payload__draft=self.draft, resolved_at=None)
        return waiting.exists()

    def save(self, values: dict[str, Any], step: str, revision: str | None = None) -> None:
        """Keep what was typed, right or wrong.

        ``revision`` is the draft's as the page knew it: a page left open in another tab doesn't
        erase newer words.
        """
        self.draft = draft_save(
            draft=self.draft,
            owner=self.user,
            values=values,
            step=step,
            expected_revision=int(revision) if (revision or "").isdecimal() else None,
        )
        self.values = draft_read(self.draft)

    @property
    def replaced(self) -> str:
        """The text that a save from another tab replaced; empty when nothing was."""
        before = str(draft_before(self.draft).get("text") or "")
        return before if before != self.values.get("text") else ""

    def question_form(self, data: Any = None) -> QuestionForm:
        """The question step, filled from the draft unless data came in."""
        return QuestionForm(data, initial=self.values or None, page=self.page, office=self.office)

    def details_form(self, data: Any = None) -> DetailsForm:
        """The details step, filled from the draft unless data came in."""
        language = (get_language() or "kk")[:2]
        start = {"answer_language": language, "name_shown": NameShown.INITIALS, **self.values}
        return DetailsForm(data, initial=start)

    def question_kept(self) -> QuestionForm:
        """The question as kept in the draft, checked again."""
        return self.question_form(self.values)

    def details_kept(self) -> DetailsForm:
        """The details as kept in the draft, checked again."""
        return self.details_form(self.values)

    def missing_step(self) -> str:
        """The first step that isn't done; empty when the application is ready to be signed."""
        if not self.has_accepted:
            return "terms"
        if not self.question_kept().is_valid():
            return "question"
        return "" if self.details_kept().is_valid() else "details"

    def said(self) -> list[dict[str, str]]:
        """Every answer as the look-over page shows it: label, spoken value, where to change it."""
        steps = (("question", self.question_kept()), ("details", self.details_kept()))
        return [
            {
                "label": str(field.label),
                "value": _spoken(form, field.name),
                "step": step,
                "id": field.id_for_label or field.auto_id,
            }
            for step, form in steps
            if form.is_valid()
            for field in form
        ]

    def payload(self) -> SignedPayload:
        """Freeze what the person has just looked over into the bytes to be signed."""
        vault = getattr(self.user, "vault", None)
        if vault is None:
            raise Refused(_("Please sign in through egov.kz to sign."), code="no_subject")
        question, details = self.question_kept(), self.details_kept()
        if not (question.is_valid() and details.is_valid()):
            raise ValueError("the journey is not complete")
        said = question.cleaned_data
        extra = {
            key: text
            for name, label in question.extra_labels.items()
            if said.get(name) not in (None, "", [])
            for key, text in extra_entries(
                name.removeprefix(EXTRA_PREFIX), label, _plain(said[name])
            )
        }
        return payload_make(
            owner=self.user,
            draft=self.draft,
            purpose=PURPOSE,
            object_ref=f"office:{self.office.pk}",
            subject=said["subject"],
            text=said["text"],
            fields={
                "kind": said["kind"],
                "topic": said["topic"].key,
                "place": said["place"],
                **extra,
                **{name: details.cleaned_data[name] for name in DETAIL_FIELDS},
            },
            files=self.files,
            terms=terms_current(PURPOSE),
            person={
                "surname": vault.surname or "",
                "name": vault.name or "",
                "patronymic": vault.patronymic or "",
            },
        )


def typed(form: QuestionForm | DetailsForm, data: Any) -> dict[str, Any]:
    """What came in for the fields of a form, as typed; an unticked box sends nothing at all."""
    multiple = {name for name, field in form.fields.items() if _is_multiple(field)}
    return {
        name: data.getlist(name) if name in multiple else data.get(name, "") for name in form.fields
    }


def _is_multiple(field: Any) -> bool:
    return bool(getattr(field.widget, "allow_multiple_selected", False))


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)


def _spoken(form: QuestionForm | DetailsForm, name: str) -> str:
    """A value in words: a choice by its label."""
    value = form.cleaned_data.get(name)
    choices = getattr(form.fields[name], "choices", None)
    if isinstance(value, str) and choices is not None:
        return str(dict(choices).get(value, value))
    return "" if value in (None, "") else _plain(value)
