"""Pages of the audit in the CMS. Every one asks who is reading."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.exporting import FORMS, export_begin, export_response
from accounts.audit.forms import AuditForm
from accounts.audit.projections import lines_of
from accounts.audit.selectors import KEYS, Wanted, chain_check, events_found
from accounts.factor import second_factor_required
from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader
from core.keyset import count_up_to
from core.listing import pager_of, public_page
from ledger.selectors import event_list_of
from ledger.words import KINDS, WORDS, kind_words, verb_words

PAGE, CHAIN_PAGE = 50, 100
View = Callable[..., HttpResponseBase]


def may_audit(reader: Reader) -> bool:
    """Auditors and operators; nobody else reads events beyond the object they work on."""
    return reader.has(RoleKind.AUDITOR, RoleKind.OPERATOR)


def for_auditors(view: View) -> View:
    """A view for those who may audit now; everybody else is turned away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_audit(reader_of(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_GET
@for_auditors
def audit(request: HttpRequest) -> HttpResponse:
    """Search all events."""
    form = AuditForm(request.GET)
    is_valid = form.is_valid()
    rows = events_found(form.wanted() if is_valid else Wanted())
    if not is_valid:
        rows = rows.none()
    page = public_page(rows, keys=KEYS, cursor=request.GET.get("cursor", ""), limit=PAGE)
    said = _said(request.GET)
    count, is_more = count_up_to(rows)
    context = {
        "form": form,
        "said": said,
        "lines": lines_of(page.rows),
        "pager": pager_of(page, **said),
        "count": count,
        "is_more": is_more,
        "verbs": [(code, verb_words(code)) for code in WORDS],
        "kinds": [(code, kind_words(code)) for code in KINDS],
        "formats": list(FORMS),
        "page_title": _("Audit"),
        "header_icon": "history",
    }
    return render(request, "accounts/audit/search.html", context, status=200 if is_valid else 422)


@never_cache
@require_GET
@for_auditors
def audit_object(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The chain of one object, and whether it hangs together."""
    rows = event_list_of(kind, key)
    cursor = request.GET.get("cursor", "")
    page = public_page(rows, keys=("sequence",), cursor=cursor, limit=CHAIN_PAGE)
    if not page.rows:
        raise Http404
    lines = lines_of(page.rows)
    check = chain_check(kind, key, page.rows)
    context = {
        "lines": lines,
        "pager": pager_of(page),
        "check": check,
        "touched": {fault.event for fault in check.faults},
        "object": f"{kind}:{key}",
        "page_title": next((line.number for line in lines if line.number), "") or key,
        "page_subtitle": kind_words(kind),
        "header_icon": "history",
        "back_url": reverse("accounts_audit"),
    }
    return render(request, "accounts/audit/object.html", context)


@never_cache
@require_POST
@for_auditors
@second_factor_required
def audit_export(request: HttpRequest) -> HttpResponseBase:
    """What the search finds, as a file. Recorded; needs the second factor."""
    form, wanted = AuditForm(request.POST), request.POST.get("format", "")
    if wanted not in FORMS or not form.is_valid():
        raise Http404
    rows = export_begin(wanted=form.wanted(), form=wanted, actor=request.user)  # type: ignore[arg-type]
    return export_response(rows, wanted)


def _said(asked: QueryDict) -> dict[str, str]:
    """What the addresses of other pages keep."""
    return {name: asked[name] for name in AuditForm.base_fields if asked.get(name)}
