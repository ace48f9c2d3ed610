"""Reading for the agency's desk: its lists, their counts, the people who work there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Role, User
from appeals.desk.numbers import numbers_said
from appeals.desk.tabs import FOUND, TABS, tab_condition
from appeals.models import Appeal
from appeals.permissions import WORKERS
from appeals.selectors import with_card_rows
from appeals.states import RedirectState
from core.audience import Reader
from core.keyset import EXACT_COUNT_UP_TO
from search.selectors import search_ids


class CappedCount(Subquery):
    """How many rows a queryset has, counted no further than one past the limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()
    # Where no row can match, the database is not even asked.
    empty_result_set_value = 0


@dataclass(frozen=True)
class DeskFilters:
    """What a colleague narrows a list by. Ids are checked by the form."""

    query: str = ""
    topic_id: int | None = None
    executor_id: UUID | None = None
    kind: str = ""
    nobody: bool = False


@dataclass(frozen=True)
class Colleague:
    """Somebody who works on applications at the agency now."""

    id: UUID
    name: str


def desk_list(
    reader: Reader, tab: str, today: date | None = None, filters: DeskFilters | None = None
) -> QuerySet[Appeal]:
    """One list of the reader's agencies; page it by ``tab_keys(tab)``."""
    rows = _narrowed(_rows(reader, tab, today or timezone.localdate()), reader, filters)
    return with_card_rows(rows, originals=True)


def desk_counts(reader: Reader, tabs: Iterable[str] = tuple(TABS)) -> dict[str, tuple[int, bool]]:
    """How many each list holds, exactly up to a limit and "and more". One query for all."""
    agencies = reader.agencies_as(*WORKERS)
    if not agencies:
        return {}
    day, most = timezone.localdate(), EXACT_COUNT_UP_TO
    counted = {name: _capped(_rows(reader, name, day), most) for name in tabs}
    return counts_read(reader.user_id, counted, most)


def counts_read(
    user_id: UUID | None, counted: dict[str, CappedCount], most: int = EXACT_COUNT_UP_TO
) -> dict[str, tuple[int, bool]]:
    """Several capped counts in one query; the reader's own row carries them."""
    if user_id is None:
        return {}
    rows: Any = User.objects.filter(pk=user_id)
    found: dict[str, int] = rows.values(**counted).get()
    return {name: (min(count, most), count > most) for name, count in found.items()}


def count_capped(rows: QuerySet[Any], most: int = EXACT_COUNT_UP_TO) -> CappedCount:
    """An expression for one capped count among several in one query."""
    return _capped(rows, most)


def colleagues(agencies: Iterable[int]) -> list[Colleague]:
    """Who works on applications at these agencies now, by name. One query."""
    roles = Role.objects.active().filter(agency_id__in=list(agencies), kind__in=WORKERS)
    people = User.objects.filter(pk__in=roles.values("user_id"), is_active=True)
    found = [Colleague(user.pk, name_of(user)) for user in people.select_related("vault")]
    return sorted(found, key=lambda one: one.name.casefold())


def names_of(ids: Iterable[UUID | None], known: Iterable[Colleague] = ()) -> dict[UUID, str]:
    """Names of these members of staff; one query for those who are not ``known``, who have left."""
    names = {one.id: one.name for one in known}
    left = {pk for pk in ids if pk is not None and pk not in names}
    people = User.objects.filter(pk__in=left).select_related("vault") if left else ()
    return names | {user.pk: name_of(user) for user in people}


def name_of(user: User) -> str:
    """A member of staff by name, as colleagues know them."""
    return str(user.get_full_name())


def _rows(reader: Reader, tab: str, day: date) -> QuerySet[Appeal]:
    agencies = sorted(reader.agencies_as(*WORKERS))
    if tab == "incoming":
        return Appeal.objects.filter(
            redirects__to_agency_id__in=agencies, redirects__state=RedirectState.PROPOSED
        )
    rows = Appeal.objects.filter(agency_id__in=agencies)
    if tab == FOUND:
        return rows
    return rows.filter(tab_condition(tab, user_id=reader.user_id, day=day))


def _capped(rows: QuerySet[Any], most: int) -> CappedCount:
    return CappedCount(rows.order_by().values("pk")[: most + 1])


def _narrowed(
    rows: QuerySet[Appeal], reader: Reader, filters: DeskFilters | None
) -> QuerySet[Appeal]:
    if filters is None:
        return rows
    if filters.query:
        rows = _matching(rows, reader, filters.query)
    if filters.topic_id:
        rows = rows.filter(topic_id=filters.topic_id)
    if filters.kind:
        rows = rows.filter(kind_registered=filters.kind)
    if filters.nobody:
        return rows.filter(executor=None)
    return rows.filter(executor_id=filters.executor_id) if filters.executor_id else rows


def _matching(rows: QuerySet[Appeal], reader: Reader, query: str) -> QuerySet[Appeal]:
    """By number, else by words of what is public: the originals lie sealed, nothing reads them."""
    if numbers := numbers_said(query):
        return rows.filter(number__in=numbers)
    ids: set[int] = set()
    for agency_id in sorted(reader.agencies_as(*WORKERS)):
        found = search_ids(query=query, kind="appeal", agency_id=agency_id)
        ids |= {int(key) for key in found}
    return rows.filter(pk__in=ids)
