"""Lines of the form of a conference: who answers, and the documents."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.permissions import policy_registry

from accounts.models import User
from accounts.people import person_with
from conferences.desk.forms import Cleaned, words_field
from conferences.models import Conference
from conferences.said import DocumentSaid, SpeakerSaid
from core.errors import TooMany
from core.localized import ORDER
from core.rates import rate_take
from core.text import is_iin

MOST_LINES = 40
# Looking for people by IIN: so many times a day.
SCOPE, TRIES, TRIES_PER = "conference-speaker", 20, 24 * 3600


class LineForm(Cleaned):
    """A line knows its row by ``pk``; an empty new line is no line."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    order = forms.IntegerField(
        label=_("Place"), required=False, min_value=0, max_value=999, help_text=_("1 stands first.")
    )
    names: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        """A line that goes needs no words."""
        said = super().clean()
        if said.get("DELETE"):
            return said
        for name in self.names if self.has_changed() or said.get("pk") else ():
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in, or remove the line."))
        return said

    @property
    def is_kept(self) -> bool:
        """There is something to save."""
        return bool(self.cleaned_data.get("pk")) or self.has_changed()

    def words(self, name: str) -> dict[str, str]:
        """A text in the three languages."""
        return {code: self.cleaned_data.get(f"{name}_{code}", "") for code in ORDER}


class SpeakerForm(LineForm):
    """Who answers."""

    names = ("person_kk", "title_kk")
    person: User | None = None
    user = forms.TypedChoiceField(
        label=_("Account"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("Opens the speaker's view to this person."),
    )
    iin = forms.CharField(
        label=_("Or the IIN of somebody outside your agency"),
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("The person has signed in here before. The IIN isn't kept."),
    )
    photo = forms.ModelChoiceField(
        label=_("Photo"),
        queryset=get_image_model().objects.none(),
        required=False,
        widget=AdminImageChooser,
    )
    has_left = forms.BooleanField(
        label=_("Takes part no more"),
        required=False,
        help_text=_("The name stays with the answers given."),
    )

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        photos: QuerySet[Any],
        editor: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.editor = editor
        for name, label, most in (("person", _("Name"), 200), ("title", _("Post"), 250)):
            for code in ORDER:
                field = f"{name}_{code}"
                self.fields[field] = words_field(label, code, most=most, required=False)
        self.fields["user"].choices = [("", "—"), *people]  # type: ignore[attr-defined]
        self.fields["photo"].queryset = photos  # type: ignore[attr-defined]

    def clean_iin(self) -> str:
        """Of somebody we know; how often one may try is limited, so nobody is looked for."""
        iin: str = self.cleaned_data["iin"].strip()
        if not iin:
            return ""
        if not is_iin(iin):
            raise forms.ValidationError(_("This isn't an IIN. Check the 12 digits."))
        try:
            rate_take(scope=SCOPE, key=str(self.editor.pk), limit=TRIES, per_seconds=TRIES_PER)
        except TooMany as refusal:
            raise forms.ValidationError(str(refusal.message)) from None
        person = person_with(iin)
        if person is None:
            raise forms.ValidationError(
                _("Nobody with this IIN has signed in yet. Ask the person to sign in once.")
            )
        self.person = person
        return iin

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """Name and post."""
        return [self[f"{name}_{code}"] for name in ("person", "title") for code in ORDER]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The rest, the tick for those who are there already."""
        tick = ["has_left"] if self["pk"].value() else []
        return [self[name] for name in ("user", "iin", "photo", "order", *tick)]

    def said(self, place: int) -> SpeakerSaid:
        """The line for the service."""
        data = self.cleaned_data
        return SpeakerSaid(
            pk=data.get("pk"),
            person=self.words("person"),
            title=self.words("title"),
            user_id=self.person.pk if self.person else data.get("user") or None,
            photo_id=data["photo"].pk if data.get("photo") else None,
            order=place if data.get("order") is None else data["order"],
            has_left=bool(data.get("has_left")),
            removed=bool(data.get("DELETE")),
        )


class DocumentForm(LineForm):
    """A document under the conference."""

    names = ("document", "title_kk")
    document = forms.ModelChoiceField(
        label=_("Document"),
        queryset=get_document_model().objects.none(),
        required=False,
        widget=AdminDocumentChooser,
    )

    def __init__(self, *args: Any, documents: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in ORDER:
            self.fields[f"title_{code}"] = words_field(_("Title"), code, most=250, required=False)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]

    @property
    def word_fields(self) -> list[forms.BoundField]:
        """Its title."""
        return [self[f"title_{code}"] for code in ORDER]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        """The rest."""
        return [self["document"], self["order"]]

    def said(self, place: int) -> DocumentSaid:
        """The line for the service."""
        data = self.cleaned_data
        document = data.get("document")
        return DocumentSaid(
            pk=data.get("pk"),
            document_id=document.pk if document else 0,
            title=self.words("title"),
            order=place if data.get("order") is None else data["order"],
            removed=bool(data.get("DELETE")),
        )


class Lines(forms.BaseFormSet):
    """Lines that may be removed."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """The tick says "remove": what it removes is a line, not a photo or a document."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this line")


def _formset(form: type[LineForm]) -> Any:
    return forms.formset_factory(
        form,
        formset=Lines,
        extra=0,
        can_delete=True,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES + 1,
    )


SpeakerLines, DocumentLines = _formset(SpeakerForm), _formset(DocumentForm)


def may_choose(model: type[Any], user: Any, kept: list[int]) -> QuerySet[Any]:
    """Pictures or documents this person may choose, and those that are there already."""
    policy = policy_registry.get_by_type(model)
    own = policy.instances_user_has_permission_for(user, "choose").values("pk")
    return model.objects.filter(pk__in=own) | model.objects.filter(pk__in=kept)


def speaker_initial(conference: Conference) -> list[dict[str, Any]]:
    """The speakers as the form begins with them."""
    return [
        {
            "pk": row.pk,
            "order": row.order,
            "user": str(row.user_id) if row.user_id else "",
            "photo": row.photo_id,
            "has_left": row.left_at is not None,
            **{f"{n}_{c}": getattr(row, f"{n}_{c}") for n in ("person", "title") for c in ORDER},
        }
        for row in conference.speakers.all()
    ]


def document_initial(conference: Conference) -> list[dict[str, Any]]:
    """The documents as the form begins with them."""
    return [
        {
            "pk": row.pk,
            "order": row.order,
            "document": row.document_id,
            **{f"title_{code}": getattr(row, f"title_{code}") for code in ORDER},
        }
        for row in conference.documents.all()
    ]
