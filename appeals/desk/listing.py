"""The lists of the agency's desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.desk.entry import worker_of
from appeals.desk.filters import DeskFilterForm
from appeals.desk.forms import AssignForm
from appeals.desk.selectors import Colleague, colleagues, desk_counts, desk_list, names_of
from appeals.desk.tabs import ASSIGNABLE, FIRST, FOUND, TABS, tab_keys
from appeals.models import Appeal
from appeals.permissions import WORKERS, is_author
from appeals.projections import Card, card_of
from core.audience import Reader
from core.listing import pager_of, public_page

LIMIT = 30


@dataclass(frozen=True)
class DeskRow:
    """An application in a list of the desk."""

    card: Card
    executor: str
    inner_due_on: date | None
    is_inner_late: bool
    is_reopened: bool
    may_assign: bool


def desk(request: HttpRequest) -> HttpResponse:
    """What the reader's agencies hold, by list; with words or a number, everything they hold."""
    reader = worker_of(request)
    tab = request.GET.get("tab", FIRST)
    if tab not in TABS:
        raise Http404
    people = colleagues(reader.agencies_as(*WORKERS))
    form = DeskFilterForm(request.GET or None, people=people)
    form.is_valid()
    filters = form.filters()
    # A number is looked for wherever it lies: nobody remembers in which list.
    shown = FOUND if filters.query else tab
    rows = desk_list(reader, shown, filters=filters)
    cursor = request.GET.get("cursor", "")
    page = public_page(rows, keys=tab_keys(shown), cursor=cursor, limit=LIMIT)
    said = {"tab": tab, **form.said()}
    context = {
        "tabs": tabs_of(reader, shown),
        "tab": TABS[tab],
        "form": form,
        "is_found": shown == FOUND,
        "is_narrowed": bool(form.said()),
        "rows": _rows(page.rows, reader, shown, people),
        "pager": pager_of(page, **said),
        "clear_url": f"{reverse('appeals_desk')}?tab={tab}",
        "assign_form": _assign_form(reader, shown, people),
        "page_title": _("Applications"),
        "header_icon": "mail",
    }
    return render(request, "appeals/desk/list.html", context)


def tabs_of(reader: Reader, current: str) -> list[dict[str, Any]]:
    """The tabs with their counts."""
    counts = desk_counts(reader)
    return [
        {
            "name": name,
            "label": tab.label,
            "count": counts[name][0],
            "more": counts[name][1],
            "current": name == current,
            "url": f"{reverse('appeals_desk')}?{urlencode({'tab': name})}",
        }
        for name, tab in TABS.items()
    ]


def _rows(found: list[Appeal], reader: Reader, tab: str, people: list[Colleague]) -> list[DeskRow]:
    names = names_of((row.executor_id for row in found), people)
    today = timezone.localdate()
    return [
        DeskRow(
            card=card_of(row, reader),
            executor=names.get(row.executor_id, "") if row.executor_id else "",
            inner_due_on=row.inner_due_on,
            is_inner_late=row.inner_due_on is not None and row.inner_due_on < today,
            is_reopened=row.reopened_at is not None,
            may_assign=tab in ASSIGNABLE and not is_author(reader, row),
        )
        for row in found
    ]


def _assign_form(reader: Reader, tab: str, people: list[Colleague]) -> AssignForm | None:
    return AssignForm(people=people) if tab in ASSIGNABLE else None
