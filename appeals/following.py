"""What people follow of applications: a topic; and what is told of answers."""

from django.utils.translation import gettext_lazy

from agencies.models import Topic
from appeals.models import Answer, Appeal
from ledger.models import Event
from notifications.models import Followed
from notifications.services import announce


class FollowedTopic:
    """A topic, by its key."""

    label = gettext_lazy("a topic")

    def named(self, key: str) -> str | None:
        """Its name while it is in use."""
        topic = Topic.objects.filter(key=key, is_active=True).first()
        return topic.localized("name") if topic else None

    def path(self, key: str) -> str:
        """Published applications on it."""
        return f"/applications/?topic={key}"


def answer_announce(answer: Answer, appeal: Appeal, event: Event) -> None:
    """An answer is public for the first time: for those who follow the office, the agency or the
    topic. Nothing happens while it isn't, and when its wording changes later."""
    versions = list(answer.public_texts.values_list("withdrawn_at", flat=True)[:2])
    if versions != [None]:
        return
    things = [(Followed.OFFICE, answer.office.key), (Followed.AGENCY, answer.agency.key)]
    if appeal.topic:
        things.append((Followed.TOPIC, appeal.topic.key))
    announce(
        event=event,
        kind="office.answer",
        data={"number": appeal.number},
        path=f"/applications/{appeal.number}/",
        things=things,
    )
