"""Rows for tests of the desks: many at once, without the cost of sealing each."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from agencies.models import Agency, Topic
from appeals.models import Appeal
from appeals.states import Channel, Publication, State
from law.models import TermSet
from tests.factories.agencies import TopicFactory

_numbers = count(1)


def make_rows(agency: Agency, number: int, **values: Any) -> list[Appeal]:
    """Applications of the former portal: no payload, no sealed original."""
    today = timezone.localdate()
    topic = values.pop("topic", None) or Topic.objects.first() or TopicFactory()
    common = {
        "channel": Channel.LEGACY,
        "office": agency.offices.first(),
        "agency": agency,
        "kind_declared": "application",
        "kind_registered": "application",
        "topic": topic,
        "language": "ru",
        "answer_language": "ru",
        "submitted_at": timezone.now() - timedelta(days=5),
        "registered_on": today - timedelta(days=5),
        "due_on": today + timedelta(days=10),
        "term_set": TermSet.objects.earliest("valid_from"),
        "state": State.REGISTERED,
        "publication": Publication.PRIVATE,
        "publish_consent": False,
    }
    rows = [
        Appeal(**{**common, **values, "number": f"OD-2019-{next(_numbers):08d}"})
        for _ in range(number)
    ]
    return Appeal.objects.bulk_create(rows)
