"""Reading conferences for the desk: tabs, counts, people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from conferences.models import Conference, ConferencePage, ConferenceQuestion, Speaker
from conferences.phases import Tab, in_tab
from conferences.states import QuestionState
from core.audience import Reader

COMING, ACTIVE, PAST = "coming", "active", "past"
TABS: dict[str, str | Promise] = {
    COMING: _("In preparation and announced"),
    ACTIVE: _("Active"),
    PAST: _("Past"),
}


def in_desk_tab(tab: str, now: datetime) -> Q:
    """The desk's three lists: together everything, each conference in one of them."""
    cancelled = Q(cancelled_at__isnull=False)
    if tab == COMING:
        return ~cancelled & Q(opens_at__gt=now)
    if tab == ACTIVE:
        return ~cancelled & in_tab(Tab.ACTIVE, now)
    return cancelled | in_tab(Tab.PAST, now)


def tab_keys(tab: str) -> tuple[str, str]:
    """What comes next stands first; of what was, the latest."""
    return ("opens_at", "id") if tab == COMING else ("-opens_at", "-id")


def with_figures(rows: QuerySet[Conference], reader: Reader) -> QuerySet[Conference]:
    """With counts of questions, votes, answered and waiting ones, with the pages, and with the
    reader's own lines among the speakers. Three queries, however many rows."""
    public = ConferenceQuestion.objects.filter(state=QuestionState.PUBLISHED)
    answered = public.filter(answers__isnull=False, answers__withdrawn_at=None)
    waiting = ConferenceQuestion.objects.filter(state=QuestionState.PENDING)
    pages = ConferencePage.objects.only(
        "id", "conference_id", "face_language", "live", "has_unpublished_changes"
    )
    own = Speaker.objects.filter(user__isnull=False, user=reader.user_id)
    return (
        rows.select_related("agency")
        .annotate(
            question_count=_each(public, Count("pk")),
            vote_count=_each(public, Sum("votes")),
            answered_count=_each(answered, Count("pk", distinct=True)),
            waiting_count=_each(waiting, Count("pk")),
        )
        .prefetch_related(
            Prefetch("pages", queryset=pages, to_attr="desk_pages"),
            Prefetch("speakers", queryset=own, to_attr="own_speakers"),
        )
    )


def people_of(agencies: Iterable[int], known: Iterable[UUID | None] = ()) -> list[tuple[str, str]]:
    """Who may be given the speaker's view: people with a role at these agencies now, by name, and
    those who have it already. Of somebody from outside only the end of the IIN is told. Two
    queries."""
    held = Role.objects.active().filter(agency_id__in=list(agencies), user__is_active=True)
    colleagues = set(held.values_list("user_id", flat=True))
    ids = colleagues | {pk for pk in known if pk is not None}
    people = User.objects.filter(pk__in=ids).select_related("vault")
    found = [(str(user.pk), _said(user, is_known=user.pk in colleagues)) for user in people]
    return sorted(found, key=lambda one: one[1].casefold())


def _said(user: User, *, is_known: bool) -> str:
    if is_known:
        return str(user.get_full_name())
    vault = getattr(user, "vault", None)
    return gettext("a person with the IIN %(iin)s") % {"iin": vault.masked_iin if vault else "—"}


def _each(rows: QuerySet[ConferenceQuestion], what: Any) -> Any:
    own = rows.filter(conference=OuterRef("pk")).order_by().values("conference")
    counted = own.annotate(counted=what).values("counted")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
