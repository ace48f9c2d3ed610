"""Pages of the reports. Every one asks who is reading, and for which bodies they may."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.factor import factor_ask
from accounts.readers import reader_of
from agencies.selectors import sort_field
from appeals.reports.exporting import FORMS, PARTS, export_begin, export_response
from appeals.reports.forms import ReportForm, quick_choices
from appeals.reports.projections import tables_of, tiles_of
from appeals.reports.selectors import OVERSEERS, Wanted, agencies_for, report_of
from core.audience import Reader
from core.errors import Refused


@never_cache
@require_GET
def report(request: HttpRequest) -> HttpResponse:
    """The figures of a period."""
    reader = reader_of(request)
    form = _form(reader, request.GET)
    wanted = _wanted(reader, form)
    found = report_of(wanted) if wanted else None
    context = {
        "form": form,
        "wanted": wanted,
        "quick": quick_choices(timezone.localdate()),
        "chosen": request.GET.get("agency", ""),
        "tiles": tiles_of(found) if found else [],
        "tables": tables_of(found) if found else [],
        "said": _said(form) if wanted else {},
        "parts": PARTS.items(),
        "formats": list(FORMS),
        "page_title": _("Figures"),
        "header_icon": "table",
    }
    status = 200 if wanted else 422
    return render(request, "appeals/reports/report.html", context, status=status)


@never_cache
@require_POST
def report_export(request: HttpRequest) -> HttpResponseBase:
    """The tables, or a line for each application. Recorded; needs the second factor."""
    reader = reader_of(request)
    form = _form(reader, request.POST)
    wanted = _wanted(reader, form)
    part, kind = request.POST.get("part", ""), request.POST.get("format", "")
    if wanted is None or part not in PARTS or kind not in FORMS:
        raise Http404
    asked = factor_ask(request)
    if asked is not None:
        return asked
    try:
        export = export_begin(wanted=wanted, part=part, form=kind, actor=request.user)  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return redirect(f"{reverse('appeals_report')}?{urlencode(_said(form))}")
    return export_response(export, kind)


def _form(reader: Reader, said: QueryDict) -> ReportForm:
    """Other people's bodies don't exist for the reader."""
    allowed = agencies_for(reader)
    if allowed is None:
        raise PermissionDenied
    agencies = list(allowed.order_by(sort_field()))
    agency = said.get("agency", "")
    if agency and agency not in {str(row.pk) for row in agencies}:
        raise Http404
    everything = reader.has(*OVERSEERS)
    label = _("All bodies") if everything else _("All my bodies")
    return ReportForm(said, agencies=agencies, all_label=label)


def _wanted(reader: Reader, form: ReportForm) -> Wanted | None:
    return form.wanted(everything=reader.has(*OVERSEERS)) if form.is_valid() else None


def _said(form: ReportForm) -> dict[str, Any]:
    """What the forms of the exports send once more."""
    return {name: form.data.get(name, "") for name in form.fields}
