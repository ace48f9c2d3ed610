"""Reviews that stand still because everybody at the agency is barred from them."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from accounts.models import Role
from appeals.models import Answer, Appeal
from appeals.permissions import WORKERS
from appeals.states import OPEN_STATES

# The oldest open reviews are looked at; more at once would be a catastrophe of another kind.
LOOKED_AT = 500


def reviews_without_people() -> list[int]:
    """Ids of open reviews that no clerk or head of the holder may take part in. Four queries.

    Whom ``appeals.course.barred_from_review`` bars, read for many applications at once.
    """
    rows = list(_open_reviews()[:LOOKED_AT])
    people = _workers({row.agency_id for row in rows})
    return [row.pk for row in rows if not people[row.agency_id] - _barred(row)]


def _open_reviews() -> QuerySet[Appeal]:
    answers = Answer.objects.select_related("signature__payload")
    rows = Appeal.objects.filter(reopened_at__isnull=False, state__in=OPEN_STATES)
    return rows.order_by("reopened_at").prefetch_related(
        Prefetch("answers", queryset=answers), "stops"
    )


def _barred(appeal: Appeal) -> set[UUID | None]:
    """Everybody behind what is reviewed, and the author."""
    assert appeal.reopened_at is not None
    barred: set[UUID | None] = {appeal.author_id}
    for answer in appeal.answers.all():
        if answer.delivered_at <= appeal.reopened_at:
            barred |= {
                answer.written_by_id,
                answer.prepared_by_id,
                answer.agreed_by_id,
                answer.overridden_by_id,
                answer.signature.payload.owner_id if answer.signature else None,
            }
    return barred | {
        row.decided_by_id for row in appeal.stops.all() if row.decided_at <= appeal.reopened_at
    }


def _workers(agencies: set[int]) -> dict[int, set[UUID]]:
    found: dict[int, set[UUID]] = defaultdict(set)
    roles = Role.objects.active().filter(agency_id__in=agencies, kind__in=WORKERS)
    for agency_id, user_id in roles.values_list("agency_id", "user_id"):
        if agency_id is not None and user_id is not None:
            found[agency_id].add(user_id)
    return found
