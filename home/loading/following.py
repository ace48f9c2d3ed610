"""What people of the demo follow and how they want to be told."""

from home.loading.people import Cast, Person
from notifications.models import Followed, Pace, Subscription, search_mark

# Of the first three citizens of the cast: kind, key, pace. People are told apart by their place.
FOLLOWED: tuple[tuple[tuple[Followed, str, Pace], ...], ...] = (
    (
        (Followed.SURVEY, "bus-stops", Pace.ONCE),
        (Followed.CONFERENCE, "night-buses", Pace.ONCE),
        (Followed.TOPIC, "roads", Pace.WEEKLY),
        (Followed.SEARCH, "көпір", Pace.DAILY),
    ),
    (
        (Followed.SURVEYS, "", Pace.DAILY),
        (Followed.AGENCY, "roads", Pace.ONCE),
        (Followed.OFFICE, "samaldy-akim", Pace.ONCE),
    ),
    (
        (Followed.SURVEY, "river-path", Pace.ONCE),
        (Followed.CONFERENCES, "", Pace.WEEKLY),
        (Followed.AGENCY, "samaldy", Pace.DAILY),
    ),
)


def following_load(cast: Cast) -> str:
    """Subscriptions of the people whom the stand-in signs in."""
    rows = [
        _row(person, kind, key, pace)
        for person, followed in zip(cast.citizens, FOLLOWED, strict=False)
        for kind, key, pace in followed
    ]
    return f"{len(Subscription.objects.bulk_create(rows))} subscriptions"


def _row(person: Person, kind: Followed, key: str, pace: Pace) -> Subscription:
    words = key if kind == Followed.SEARCH else None
    return Subscription(
        user=person.user,
        kind=kind,
        key=search_mark(person.user.pk, words) if words else key,
        words=words,
        pace=pace,
        language=person.language,
    )
