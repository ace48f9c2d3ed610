"""Reading what people follow."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from core import registry
from core.audience import Reader
from notifications.models import Followed, Pace, Subscription, search_mark
from notifications.services.following import search_words
from notifications.things import things_shown


@dataclass(frozen=True)
class FollowView:
    """What the button "Follow" needs. For visitors it is a way to sign in."""

    kind: str
    key: str
    signed_in: bool
    public_id: UUID | None = None
    pace: str = Pace.ONCE

    @property
    def following(self) -> bool:
        """The reader follows it."""
        return self.public_id is not None

    @property
    def paces(self) -> list[tuple[str, str]]:
        """Choices of how often."""
        return [(value, str(label)) for value, label in Pace.choices]


@dataclass(frozen=True)
class SubscriptionView:
    """One thing a person follows, as the account lists it; ``named`` is empty once it is gone."""

    public_id: UUID
    kind: str
    kind_label: str
    named: str
    url: str
    pace: str
    pace_label: str


def follow_view(reader: Reader, kind: str, key: str) -> FollowView | None:
    """The button for something; None when it can't be followed. No query for visitors."""
    key = search_words(key) if kind == Followed.SEARCH else key
    if not (key if kind == Followed.SEARCH else kind in registry.adapters(registry.Followable)):
        return None
    if reader.user_id is None:
        return FollowView(kind, key, signed_in=False)
    kept = search_mark(reader.user_id, key) if kind == Followed.SEARCH else key
    row = Subscription.objects.filter(user_id=reader.user_id, kind=kind, key=kept).first()
    if row is None:
        return FollowView(kind, key, signed_in=True)
    return FollowView(kind, key, signed_in=True, public_id=row.public_id, pace=row.pace)


def subscriptions_of(user: User) -> list[SubscriptionView]:
    """Everything a person follows, the newest first, in the active language. A query a kind."""
    rows = list(Subscription.objects.filter(user=user))
    keys: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        keys[row.kind].append(row.key)
    shown = {kind: things_shown(kind, wanted) for kind, wanted in keys.items()}
    return [_view(row, shown[row.kind].get(row.key)) for row in rows]


def offers_of(user: User) -> list[tuple[str, str]]:
    """Kind and name of what has no page with a button of its own, and isn't followed yet."""
    mine = set(Subscription.objects.filter(user=user, key="").values_list("kind", flat=True))
    known = registry.adapters(registry.Followable)
    wanted = [Followed.SURVEYS, Followed.CONFERENCES]
    offered = [kind for kind in wanted if kind in known and kind not in mine]
    return [(kind, str(known[kind].named(""))) for kind in offered]


def _view(row: Subscription, shown: tuple[str, str] | None) -> SubscriptionView:
    if row.kind == Followed.SEARCH:
        named, url = row.said, reverse("notices_search", args=[row.public_id])
    else:
        named, path = shown or ("", "")
        url = f"/{get_language()}{path}" if named else ""
    return SubscriptionView(
        public_id=row.public_id,
        kind=row.kind,
        kind_label=str(Followed(row.kind).label),
        named=named,
        url=url,
        pace=row.pace,
        pace_label=str(Pace(row.pace).label),
    )
