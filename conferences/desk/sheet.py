"""The whole form of a conference: fields, lines, what it says when something is refused."""

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from conferences.desk.forms import ConferenceForm, initial_of, minute_of
from conferences.desk.line_forms import (
    MOST_LINES,
    DocumentLines,
    SpeakerLines,
    document_initial,
    may_choose,
    speaker_initial,
)
from conferences.desk.selectors import people_of
from conferences.limits import LABELS, NotWithin, Times
from conferences.models import Conference, ConferenceRules
from conferences.players import link_fault
from conferences.projections.recording import player_of
from conferences.proposals import times_proposed
from conferences.said import SETTINGS, ConferenceSaid, fingerprint
from core.errors import Refused
from core.localized import ORDER
from law.selectors import calendar

MORE = "more"
PROPOSE = "propose"


class Sheet:
    """Fields and lines, empty, stored or as sent."""

    def __init__(
        self,
        request: HttpRequest,
        *,
        conference: Conference | None = None,
        agencies: frozenset[int] = frozenset(),
    ) -> None:
        self.conference = conference
        self.rules = ConferenceRules.current()
        self.data: QueryDict | None = request.POST.copy() if request.method == "POST" else None
        self.others: list[tuple[str, str]] = []
        if self.data is not None and MORE in self.data:
            self._add_line(self.data.get(MORE, ""))
        self._build(request.user, agencies)

    def _build(self, user: Any, agencies: frozenset[int]) -> None:
        row = self.conference
        speakers = speaker_initial(row) if row else []
        documents = document_initial(row) if row else []
        known = [one["user"] or None for one in speakers]
        own = frozenset((row.agency_id,)) if row else agencies
        self.form = ConferenceForm(
            self.data, initial=self._initial(), agencies=own, is_new=row is None
        )
        photos = [one["photo"] for one in speakers if one["photo"]]
        self.speakers = SpeakerLines(
            self.data,
            initial=speakers,
            prefix="speakers",
            form_kwargs={
                "people": people_of(own, known),
                "editor": user,
                "photos": may_choose(get_image_model(), user, photos),
            },
        )
        kept = [one["document"] for one in documents]
        self.documents = DocumentLines(
            self.data,
            initial=documents,
            prefix="documents",
            form_kwargs={"documents": may_choose(get_document_model(), user, kept)},
        )
        if self.data is None:
            # One empty line to begin with.
            self.speakers.extra = self.documents.extra = 1

    def _initial(self) -> dict[str, Any]:
        if self.conference is not None:
            return initial_of(self.conference) | {"seen": fingerprint(self.conference)}
        proposed = times_proposed(self.rules, calendar())
        blank = Conference()
        return {
            **{name: getattr(blank, name) for name in SETTINGS},
            **{name: getattr(proposed, name) for name in LABELS},
        }

    @property
    def is_asked_more(self) -> bool:
        """A button was pressed that saves nothing: one more line, or other times."""
        return self.data is not None and (MORE in self.data or PROPOSE in self.data)

    def help(self) -> None:
        """Do what that button says; nothing is saved and nothing found fault with."""
        if self.data is not None and PROPOSE in self.data:
            self._propose(self.data)
        for form in (self.form, *self.speakers.forms, *self.documents.forms):
            form._errors, form.cleaned_data = ErrorDict(), {}
        for lines in (self.speakers, self.documents):
            lines._errors = [{} for _form in lines.forms]
            lines._non_form_errors = lines.error_class()

    def is_valid(self) -> bool:
        """Everything can be read; the rules come after."""
        return all([self.form.is_valid(), self.speakers.is_valid(), self.documents.is_valid()])

    def said(self) -> ConferenceSaid:
        """What the editor says."""
        data = self.form.cleaned_data
        return ConferenceSaid(
            theme={code: data[f"theme_{code}"] for code in ORDER},
            times=self.form.times(),
            speakers=tuple(self._lines(self.speakers)),
            documents=tuple(self._lines(self.documents)),
            **{name: data[name] for name in SETTINGS},
        )

    def refuse(self, refusal: Refused) -> None:
        """Say it where it belongs; what was typed stays."""
        if isinstance(refusal, NotWithin):
            for name, fault in refusal.faults.items():
                self.form.add_error(name if name in self.form.fields else None, fault)
        else:
            self.form.add_error(None, str(refusal.message))
        if refusal.code == "changed_meanwhile":
            self._meet_others()

    @property
    def wrong_fields(self) -> list[BoundField]:
        """Fields with an error, for the summary on top."""
        forms = (self.form, *self.speakers.forms, *self.documents.forms)
        return [form[name] for form in forms for name in form.errors if name in form.fields]

    @property
    def media(self) -> Any:
        """Scripts and styles of the choosers."""
        return self.form.media + self.speakers.media + self.documents.media

    @property
    def links(self) -> list[tuple[BoundField, str | Promise]]:
        """Both addresses with what the page will do with them."""
        names = ("stream_url", "recording_url")
        return [(self.form[name], self._said_of(self.form[name].value() or "")) for name in names]

    def _said_of(self, url: str) -> str:
        player = player_of(url, self.rules)
        if player is None or link_fault(url):
            return ""
        if player.source:
            return _("This host is on the list of players: it plays on the page itself.")
        return _("This host isn't on the list of players: the page shows a link to it.")

    def _lines(self, lines: Any) -> list[Any]:
        kept = [form for form in lines.forms if form.is_kept]
        return [form.said(place) for place, form in enumerate(kept, start=1)]

    def _add_line(self, prefix: str) -> None:
        name = f"{prefix}-TOTAL_FORMS"
        total = self.data.get(name, "") if self.data is not None else ""
        if self.data is not None and total.isdigit() and int(total) < MOST_LINES:
            self.data[name] = str(int(total) + 1)

    def _propose(self, data: QueryDict) -> None:
        """Times that follow from the announcement and the opening, as far as these are there."""
        given: dict[str, Any] = {}
        for name in ("announced_at", "opens_at"):
            try:
                given[name] = self.form.fields[name].clean(data.get(name, ""))
            except ValidationError:
                given[name] = None
        times: Times = times_proposed(self.rules, calendar(), **given)
        for name in LABELS:
            data[name] = minute_of(getattr(times, name))

    def _meet_others(self) -> None:
        """Show what is stored now, and let the next save be made knowing it."""
        assert self.conference is not None
        assert self.data is not None
        now_stored = Conference.objects.get(pk=self.conference.pk)
        self.others = stored_otherwise(self.form, now_stored)
        # The very data the form shows again.
        self.data["seen"] = fingerprint(now_stored)


def stored_otherwise(form: ConferenceForm, conference: Conference) -> list[tuple[str, str]]:
    """Fields whose stored value differs from what is typed: label and stored value."""
    rows: list[tuple[str, str]] = []
    for name, value in initial_of(conference).items():
        if name in form.cleaned_data and form.cleaned_data[name] == value:
            continue
        rows.append((str(form[name].label), _in_words(name, value, conference)))
    speakers = ", ".join(row.localized("person") for row in conference.speakers.all())
    documents = ", ".join(row.localized("title") for row in conference.documents.all())
    return [*rows, (_("Who answers"), speakers or "—"), (_("Documents"), documents or "—")]


def _in_words(name: str, value: Any, conference: Conference) -> str:
    if name in LABELS:
        return minute_of(value).replace("T", " ") if value else "—"
    if name in ("comments_moderated", "talk_until"):
        return str(getattr(conference, f"get_{name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value) or "—"
