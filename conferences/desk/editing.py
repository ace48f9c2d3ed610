"""The form of a conference: a new one, and one that is there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.desk.entry import conference_to_edit, desk_reader, own_agencies
from conferences.desk.sheet import Sheet
from conferences.models import Conference
from conferences.services.making import conference_make, conference_set
from core.audience import Reader
from core.errors import Refused


def conference_new(request: HttpRequest) -> HttpResponse:
    """A new conference of one's own agency."""
    reader = desk_reader(request)
    agencies = own_agencies(reader)
    if not agencies:
        raise Http404
    sheet = Sheet(request, agencies=agencies)
    if sheet.data is None:
        return _page(request, sheet, _("New conference"))
    if sheet.is_asked_more:
        sheet.help()
        return _page(request, sheet, _("New conference"))
    made = _made(request, sheet, reader)
    if made is None:
        return _page(request, sheet, _("New conference"), status=422)
    messages.success(
        request,
        _("The conference is made. Write its description on the pages, and send them to be read."),
    )
    return HttpResponseRedirect(reverse("conferences_desk_item", args=[made.key]))


def conference_edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change a conference."""
    reader = desk_reader(request)
    conference = conference_to_edit(key, reader)
    title = _("Change the conference")
    if conference.cancelled_at is not None:
        messages.error(request, _("The conference is cancelled: nothing changes any more."))
        return HttpResponseRedirect(reverse("conferences_desk_item", args=[key]))
    sheet = Sheet(request, conference=conference)
    if sheet.is_asked_more:
        sheet.help()
    elif sheet.data is not None:
        if _was_set(request, sheet, conference, reader):
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(reverse("conferences_desk_item", args=[key]))
        return _page(request, sheet, title, status=422)
    return _page(request, sheet, title)


def _made(request: HttpRequest, sheet: Sheet, reader: Reader) -> Conference | None:
    if not sheet.is_valid():
        return None
    try:
        return conference_make(
            agency_id=sheet.form.cleaned_data["agency"].pk,
            key=sheet.form.cleaned_data["key"],
            said=sheet.said(),
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        sheet.refuse(refusal)
        return None


def _was_set(request: HttpRequest, sheet: Sheet, conference: Conference, reader: Reader) -> bool:
    if not sheet.is_valid():
        return False
    try:
        conference_set(
            conference_id=conference.pk,
            said=sheet.said(),
            seen=sheet.form.cleaned_data["seen"] or "-",
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        sheet.refuse(refusal)
        return False
    return True


def _page(request: HttpRequest, sheet: Sheet, title: str, *, status: int = 200) -> HttpResponse:
    conference = sheet.conference
    context = {
        "sheet": sheet,
        "rules": sheet.rules,
        "conference": conference,
        "back_url": reverse("conferences_desk_item", args=[conference.key])
        if conference
        else reverse("conferences_desk"),
        "page_title": title,
        "header_icon": "calendar-alt",
        "media": sheet.media,
    }
    return render(request, "conferences/desk/edit.html", context, status=status)
