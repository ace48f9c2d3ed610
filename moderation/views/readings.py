"""The blind second reading: a random sample, read without knowing the first decision."""

import json
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

from core.errors import Refused
from moderation.forms import ReadingForm
from moderation.models import BlindReading
from moderation.selectors import reading_get, readings_for
from moderation.services import blind_read
from moderation.services.rereading import may_read
from moderation.views.base import DeskList, DeskPage, kind_label

LIST = "moderation:readings"


def _name(reading: BlindReading) -> str:
    """A number of its own: the text's number would lead to the decision."""
    return _now("Text %(number)s of the sample") % {"number": reading.pk}


class ReadingsView(DeskList):
    """Texts of the sample that this moderator may read."""

    tab = "readings"
    model = BlindReading
    page_title = _("Second reading")
    index_url_name = LIST
    index_results_url_name = "moderation:readings_results"
    default_ordering = ("id",)
    no_results_message: Any = _("No text of the sample waits for you.")
    columns = [
        TitleColumn("id", label=_("Text"), accessor=_name, url_name="moderation:reading"),
        Column("kind", label=_("Kind"), accessor=lambda row: kind_label(row.decision.kind)),
        Column(
            "language",
            label=_("Language"),
            accessor=lambda row: row.decision.get_language_display(),
        ),
        DateColumn("opened_at", label=_("Drawn")),
    ]

    def get_base_queryset(self) -> QuerySet[BlindReading]:
        return readings_for(self.request.user.pk)


class ReadingPage(DeskPage):
    """The text as its author wrote it, and the question what one would decide."""

    tab = "readings"
    template_name = "moderation/reading.html"
    list_url = LIST
    list_label: str | Promise = _("Second reading")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the text, never the decision."""
        return self._page(self._reading(pk), ReadingForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what this moderator would have decided."""
        reading, form = self._reading(pk), ReadingForm(request.POST)
        if not form.is_valid():
            return self._page(reading, form)
        data = form.cleaned_data
        try:
            blind_read(
                reading=reading,
                actor=request.user,
                verdict=data["verdict"],
                ground=data["ground"] or "",
            )
        except Refused as refusal:
            messages.warning(request, str(refusal.message))
            return redirect(LIST)
        messages.success(request, _("Thank you. Publication stays as it is."))
        return redirect(LIST)

    def _reading(self, pk: int) -> BlindReading:
        """Open readings that this person may do; the others don't exist for them."""
        reading = reading_get(pk)
        if reading is None or reading.snapshot is None or not may_read(reading, self.request.user):
            raise Http404
        return reading

    def _page(self, reading: BlindReading, form: ReadingForm) -> HttpResponse:
        self.title = _name(reading)
        words = json.loads(str(reading.snapshot))
        kind = kind_label(reading.decision.kind)
        return self.render_to_response(
            self.get_context_data(reading=reading, words=words, kind=kind, form=form)
        )
