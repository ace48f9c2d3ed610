"""What people follow of applications: a topic; and what is told of applications and answers."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from agencies.models import Topic
from appeals.models import Answer, Appeal
from appeals.states import Publication
from ledger.models import Event
from notifications.models import Followed
from notifications.services import announce


class FollowedTopic:
    """A topic, by its key."""

    label = gettext_lazy("a topic")

    def named(self, key: str) -> str | None:
        """Its name while it is in use."""
        return self.shown_many([key]).get(key, (None, ""))[0]

    def path(self, key: str) -> str:
        """Published applications on it."""
        return f"/applications/?topic={key}"

    def shown_many(self, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Name and address of those in use."""
        rows = Topic.objects.filter(key__in=list(keys), is_active=True)
        return {row.key: (row.localized("name"), self.path(row.key)) for row in rows}


class ToldApplication:
    """A published application that notices tell of, by its number. Nobody follows one."""

    label = gettext_lazy("an application")

    def named(self, key: str) -> str | None:
        """Its number while it is public."""
        rows = Appeal.objects.filter(number=key, publication=Publication.PUBLISHED)
        return key if rows.exists() else None

    def path(self, key: str) -> str:
        """Its page."""
        return f"/applications/{key}/"


def appeal_announce(appeal: Appeal, event: Event) -> None:
    """An application is public for the first time: for those who follow its office, agency or
    topic."""
    _announce("office.application", appeal, appeal.office.key, appeal.agency.key, event)


def answer_announce(answer: Answer, appeal: Appeal, event: Event) -> None:
    """An answer is public for the first time: for the same, and those of the body that answered.

    Nothing happens while it isn't, and when its wording changes later.
    """
    versions = list(answer.public_texts.values_list("withdrawn_at", flat=True)[:2])
    if versions == [None]:
        _announce("office.answer", appeal, answer.office.key, answer.agency.key, event)


def _announce(kind: str, appeal: Appeal, office: str, agency: str, event: Event) -> None:
    things = [(Followed.OFFICE, office), (Followed.AGENCY, agency)]
    if appeal.topic:
        things.append((Followed.TOPIC, appeal.topic.key))
    announce(
        event=event,
        kind=kind,
        data={"number": appeal.number, "about": ["application", appeal.number]},
        path=f"/applications/{appeal.number}/",
        things=things,
    )
