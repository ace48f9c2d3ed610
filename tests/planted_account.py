"""Canaries in the account: addresses, what people follow, what they are told, their requests."""

from django.utils import timezone

from accounts.models import DataRequest, Device, User
from notifications.models import Notice, Reach
from tests.factories.notifications import DeliveryFactory, SubscriptionFactory, make_event
from tests.planted import AUTHOR, OPERATOR, House, Secrets

# What the author must come across in the account.
OWN = ("sought", "mailnow", "noticed", "soughtmail", "eraseanswer")
PAGES = ("", "settings/", "following/", "notices/", "data/", "data/download/", "devices/")


def plant_account(secrets: Secrets, houses: dict[str, House]) -> None:
    """Of the crawl's author, who may see them, and of the author of house "b", whom nobody is."""
    _person(secrets, houses["a"].author, AUTHOR)
    _person(secrets, houses["b"].author, "", "other")
    secrets.paths += [f"/ru/account/{part}" for part in PAGES]


def _person(secrets: Secrets, user: User, reader: str, mark: str = "") -> None:
    def word(name: str, *others: str) -> str:
        return secrets.word(f"{mark}{name}", *filter(None, [reader]), *others)

    Reach.objects.update_or_create(
        user=user,
        defaults={
            "email": f"{word('mailnow')}@example.kz",
            "email_on": True,
            "email_wanted": f"{word('soughtmail')}@example.kz",
        },
    )
    SubscriptionFactory(of_search=True, user=user, words=f"мост {word('sought')}")
    notice = Notice.objects.create(
        user=user,
        kind="appeal.taken",
        data={"number": word("noticed")},
        path="/account/",
        event=make_event("appeal.take"),
    )
    DeliveryFactory(notice=notice, user=user)
    # Who asks and what the operator answers is between the two.
    asked = DataRequest.objects.create(
        user=user,
        kind=DataRequest.Kind.ERASE,
        state=DataRequest.State.DONE,
        words=f"Прошу стереть {word('erasewords', OPERATOR)}.",
        answer=f"Стёрто: {word('eraseanswer', OPERATOR)}.",
        decided_at=timezone.now(),
        decided_by=user,
    )
    secrets.paths.append(f"/cms/data-requests/{asked.pk}/")
    session = secrets.word(f"{mark}session")
    Device.objects.create(
        user=user,
        label=f"Chrome {word('device')}",
        session_key=session,
        session_hash=session.ljust(64, "0"),
    )
