"""One person's way through the form: the draft, its values, what is still missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from accounts.models import User
from agencies.models import Office
from appeals.apply.forms import DetailsForm, QuestionForm
from appeals.models import AppealFormPage
from signing.drafts import draft_open, draft_read
from signing.files import file_list
from signing.models import File, SignedPayload
from signing.payloads import payload_make
from signing.steps.drafting import DraftOfForm, person_of
from signing.steps.fields import extra_signed, spoken
from signing.terms import terms_accepted, terms_current

PURPOSE = "appeal"
QUESTION_FIELDS = ("kind", "topic", "subject", "text", "place")
DETAIL_FIELDS = ("answer_language", "publish", "name_shown")


@dataclass
class Journey(DraftOfForm):
    """The live draft of one person to one office."""

    page: AppealFormPage
    office: Office

    @classmethod
    def open(cls, page: AppealFormPage, office: Office, user: User) -> "Journey":
        """Go on where the person stopped, or begin."""
        draft = draft_open(owner=user, purpose=PURPOSE, object_key=office.key)
        return cls(user, draft, draft_read(draft), page, office)

    @property
    def has_accepted(self) -> bool:
        """The current terms are accepted."""
        return terms_accepted(self.user, terms_current(PURPOSE))

    @property
    def files(self) -> list[File]:
        """Files of this draft, oldest first."""
        return file_list(self.draft)

    def question_form(self, data: Any = None) -> QuestionForm:
        """The question step, filled from the draft unless data came in."""
        return QuestionForm(data, initial=self.values or None, page=self.page, office=self.office)

    def details_form(self, data: Any = None) -> DetailsForm:
        """The details step, filled from the draft unless data came in."""
        language = (get_language() or "kk")[:2]
        start = {"answer_language": language, "name_shown": self.user.name_shown, **self.values}
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
                "value": spoken(form, field.name),
                "step": step,
                "id": field.id_for_label or field.auto_id,
            }
            for step, form in steps
            if form.is_valid()
            for field in form
        ]

    def payload(self) -> SignedPayload:
        """Freeze what the person has just looked over into the bytes to be signed."""
        person = person_of(self.user)
        question, details = self.question_kept(), self.details_kept()
        if not (question.is_valid() and details.is_valid()):
            raise ValueError("the journey is not complete")
        said = question.cleaned_data
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
                **extra_signed(question),
                **{name: details.cleaned_data[name] for name in DETAIL_FIELDS},
            },
            files=self.files,
            terms=terms_current(PURPOSE),
            person=person,
        )
