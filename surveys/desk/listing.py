"""The lists of the desk."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleKind
from core.keyset import count_up_to
from core.listing import pager_of, public_page, tab_link
from surveys.desk.entry import desk_reader, own_agencies, rows_for
from surveys.desk.rows import (
    TABS,
    WRITING,
    desk_row,
    in_desk_tab,
    tab_keys,
    with_figures,
    with_lateness,
)

LIMIT = 20


def desk(request: HttpRequest) -> HttpResponse:
    """Surveys of the reader's agencies by tab; of the whole portal for operators."""
    reader = desk_reader(request)
    tab = request.GET.get("tab", WRITING)
    if tab not in TABS:
        raise Http404
    now = timezone.now()
    rows = rows_for(reader)
    cursor = request.GET.get("cursor", "")[:400]
    found = with_lateness(with_figures(rows.filter(in_desk_tab(tab, now))), now)
    page = public_page(found, keys=tab_keys(tab), cursor=cursor, limit=LIMIT)
    context: dict[str, Any] = {
        "tabs": [
            tab_link(
                label,
                f"{reverse('surveys_desk')}?{urlencode({'tab': name})}",
                current=name == tab,
                counted=count_up_to(rows.filter(in_desk_tab(name, now))),
            )
            for name, label in TABS.items()
        ],
        "rows": [desk_row(row, reader, now) for row in page.rows],
        "pager": pager_of(page, tab=tab),
        "may_make": bool(own_agencies(reader)),
        "may_rule": reader.has(RoleKind.OPERATOR),
        "page_title": _("Surveys"),
        "header_icon": "form",
    }
    return render(request, "surveys/desk/list.html", context)
