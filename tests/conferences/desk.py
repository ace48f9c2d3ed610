"""What the tests of the conferences' desk share: people, what is said, forms as browsers send."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.test import Client
from django.utils import translation

from wagtail.test.utils.form_data import querydict_from_html

import pytest

from accounts.models import RoleKind, User
from accounts.readers import reader_for
from agencies.models import Agency
from conferences.limits import times_of
from conferences.models import Conference, ConferenceQuestion, ConferenceRules
from conferences.proposals import times_proposed
from conferences.said import SETTINGS, ConferenceSaid
from conferences.services import conference_make, conference_set
from core.localized import ORDER
from law.selectors import calendar
from notifications.models import Notice
from tests.appeals.people import make_worker
from tests.factories.conferences import QuestionFactory
from tests.factories.signing import make_person


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Refusals are read in English, whatever is translated meanwhile. Import it to use it."""
    with translation.override("en"):
        yield


THEME = {"kk": "Жолдарды жөндеу", "ru": "Ремонт дорог", "en": "Road repairs"}


def make_editor(agency: Agency) -> User:
    return make_worker(agency, RoleKind.EDITOR)


def said_new(**changes: Any) -> ConferenceSaid:
    """A conference as the form proposes it."""
    blank = Conference()
    settings = {name: getattr(blank, name) for name in SETTINGS}
    times = times_proposed(ConferenceRules.current(), calendar())
    return replace(ConferenceSaid(theme=THEME, times=times, **settings), **changes)


def said_of(conference: Conference, **changes: Any) -> ConferenceSaid:
    """A conference as it is stored; names of times change the times."""
    moved = {name: changes.pop(name) for name in list(changes) if name.endswith("_at")}
    settings = {name: getattr(conference, name) for name in SETTINGS}
    theme = {code: getattr(conference, f"theme_{code}") for code in ORDER}
    times = replace(times_of(conference), **moved)
    return replace(ConferenceSaid(theme=theme, times=times, **settings), **changes)


def make(agency: Agency, actor: User, *, key: str = "", **changes: Any) -> Conference:
    return conference_make(
        agency_id=agency.pk,
        key=key,
        said=said_new(**changes),
        actor=actor,
        reader=reader_for(actor),
    )


def change(conference: Conference, actor: User, *, seen: str = "", **changes: Any) -> Conference:
    conference.refresh_from_db()
    return conference_set(
        conference_id=conference.pk,
        said=said_of(conference, **changes),
        seen=seen,
        actor=actor,
        reader=reader_for(actor),
    )


def ask(conference: Conference, **values: Any) -> ConferenceQuestion:
    """A published question of a person."""
    return QuestionFactory(conference=conference, author=make_person(), **values)


def sent(client: Client, url: str, **changes: Any) -> dict[str, Any]:
    """The form at an address as a browser would send it, with these fields typed."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    form = querydict_from_html(answer.content.decode(), form_id="conference-form")
    data = {name: form.get(name) for name in form if name not in ("more", "propose")}
    return {name: value for name, value in (data | changes).items() if value is not None}


def notices(kind: str) -> set[Any]:
    return set(Notice.objects.filter(kind=kind).values_list("user_id", flat=True))
