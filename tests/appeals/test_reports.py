"""The reports: who may see which, what they count, what they keep of a wrong form."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.groups import groups_prepare
from accounts.models import Role, RoleKind
from appeals.models import Extension, Rating, Reopening
from appeals.reports.projections import tables_of
from appeals.reports.selectors import Wanted, percent, percentile, report_of
from appeals.states import Channel, State
from tests.appeals.desks import make_rows
from tests.factories.agencies import AgencyFactory, OfficeFactory, TopicFactory
from tests.factories.appeals import AnswerFactory, RedirectFactory
from tests.factories.people import make_citizen, make_staff

pytestmark = pytest.mark.django_db
START = date(2026, 3, 2)
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture(autouse=True)
def groups():
    groups_prepare()


@pytest.fixture
def agency():
    return OfficeFactory().agency


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def get(user, **said):
    return client_of(user).get(reverse("appeals_report"), said)


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def came(agency, number=1, *, days=None, due=15, start=START, **values):
    """Applications registered on a day, answered so many days later, due after so many."""
    told = {"registered_on": start, "due_on": start + timedelta(days=due), **values}
    if days is not None:
        told |= {"state": State.ANSWERED, "answered_at": noon(start + timedelta(days=days))}
        told |= {key: values[key] for key in ("state",) if key in values}
    return make_rows(agency, number, **told)


def counted(agency=None, since=MARCH[0], until=MARCH[1], today=date(2026, 4, 1)):
    agencies = None if agency is None else frozenset({agency.pk})
    return report_of(Wanted(since, until, agencies), today)


def rows_of(report, code):
    (table,) = [table for table in tables_of(report) if table.code == code]
    return {row[0]: row[1:] for row in table.rows}


# Who may


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.HEAD])
def test_people_of_an_agency_see_its_figures_only(agency, kind):
    came(agency, 2)
    came(OfficeFactory().agency, 3)
    answer = get(make_staff(kind, agency), since="2026-03-01", until="2026-03-31")
    assert answer.status_code == 200
    assert [tile.count for tile in answer.context["tiles"]][0] == 2


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.HEAD])
def test_another_agency_does_not_exist_for_them(agency, kind):
    other = OfficeFactory().agency
    user = make_staff(kind, agency)
    assert get(user, agency=other.pk).status_code == 404
    assert get(user, agency=agency.pk).status_code == 200


@pytest.mark.parametrize("kind", [RoleKind.OPERATOR, RoleKind.AUDITOR])
def test_operators_and_auditors_choose_any_or_all(agency, kind):
    came(agency, 2)
    came(OfficeFactory().agency, 3)
    user, month = make_staff(kind), {"since": "2026-03-01", "until": "2026-03-31"}
    assert get(user, **month).context["tiles"][0].count == 5
    assert get(user, **month, agency=agency.pk).context["tiles"][0].count == 2


def test_others_with_a_role_are_turned_away(agency):
    for user in (make_staff(RoleKind.EDITOR, agency), make_staff(RoleKind.MODERATOR)):
        answer = get(user)
        assert answer.status_code in (302, 403)
        assert "tiles" not in (answer.context or {})


def test_citizens_and_those_whose_role_ended_see_nothing(agency):
    now = timezone.now()
    ended = {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(seconds=1)}
    gone = make_citizen()
    Role.objects.create(user=gone, kind=RoleKind.CLERK, agency=agency, **ended)
    for user in (make_citizen(), gone):
        assert get(user).status_code in (302, 403, 404)


@pytest.mark.parametrize("agency_id", ["x", "999999999999999999999", "-1", "٣", "1\x00"])
def test_a_body_that_is_none_is_not_found(agency_id):
    assert get(make_staff(RoleKind.OPERATOR), agency=agency_id).status_code == 404


# The form


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"until": "2026-02-31"}, "until"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
        ({"since": "0001-01-01"}, "since"),
        ({"until": "9999-12-31"}, "until"),
    ],
)
def test_wrong_days_are_kept_and_told_at_the_field(agency, said, field):
    answer = get(make_staff(RoleKind.CLERK, agency), **said)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert all(f'value="{value}"' in page for value in said.values())
    assert answer.context["form"].errors[field][0] in page


def test_without_days_the_last_ninety_are_shown(agency):
    wanted = get(make_staff(RoleKind.CLERK, agency), since="", until="").context["wanted"]
    assert wanted.until == timezone.localdate()
    assert (wanted.until - wanted.since).days == 89


# What is counted


def test_in_term_late_overdue_and_still_open(agency):
    came(agency, 6, days=15)
    came(agency, 1, days=16)
    came(agency, 1)
    came(agency, 2, due=90)
    total = counted(agency).total
    assert (total.received, total.answered, total.in_term, total.late) == (10, 7, 6, 1)
    assert (total.unanswered_late, total.overdue) == (1, 1)
    assert total.in_term_percent == 75


@pytest.mark.engine
def test_the_day_of_an_answer_is_that_of_the_country(agency):
    """Half past eleven at night in Almaty is the evening before in Greenwich."""
    late = timezone.make_aware(datetime.combine(START + timedelta(days=15), time(23, 30)))
    early = timezone.make_aware(datetime.combine(START + timedelta(days=16), time(0, 30)))
    came(agency, 1, state=State.ANSWERED, answered_at=late)
    came(agency, 1, state=State.ANSWERED, answered_at=early)
    total = counted(agency).total
    assert total.days == {15: 1, 16: 1}
    assert (total.in_term, total.late) == (1, 1)


@pytest.mark.engine
def test_percentiles_are_those_of_sql(agency):
    for days in (1, 1, 2, 3, 5, 8, 13, 21, 34, 55):
        came(agency, 1, days=days)
    total = counted(agency).total
    ours = [percentile(total.days, share) for share in (0.5, 0.9, 1)]
    assert ours == [5, 34, 55]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT percentile_disc(ARRAY[0.5, 0.9, 1]) WITHIN GROUP (ORDER BY"
                " (answered_at AT TIME ZONE 'Asia/Almaty')::date - registered_on)"
                " FROM appeals_appeal"
            )
            assert list(cursor.fetchone()[0]) == ours


def test_percentiles_of_nothing_and_of_one():
    assert percentile(Counter(), 0.5) is None
    assert percentile(Counter({7: 1}), 0.9) == 7


@pytest.mark.parametrize(
    ("part", "whole", "told"), [(0, 0, None), (0, 9, 0), (1, 999, 1), (998, 999, 99), (9, 9, 100)]
)
def test_a_share_is_never_rounded_to_all_or_none(part, whole, told):
    assert percent(part, whole) == told


def test_the_period_ends_with_its_last_day(agency):
    for day in (date(2026, 2, 28), *MARCH, date(2026, 4, 1)):
        came(agency, 1, start=day)
    assert counted(agency).total.received == 2


def test_a_joint_part_is_not_counted_and_another_part_is(agency):
    (whole,) = came(agency, 1)
    common = {"channel": Channel.PART, "parent": whole}
    came(agency, 1, **common, part=1, is_joint=True)
    came(agency, 1, **common, part=2)
    assert counted(agency).total.received == 2


def test_a_reviewed_application_is_neither_in_term_nor_late(agency):
    answered = noon(START + timedelta(days=40))
    came(agency, 1, days=40, due=60, reopened_at=answered + timedelta(days=1))
    total = counted(agency).total
    assert (total.answered, total.in_term, total.late) == (1, 0, 0)
    assert total.in_term_percent is None


def test_by_topic_the_most_frequent_first(agency):
    roads, water = TopicFactory(name_en="Roads"), TopicFactory(name_en="Water")
    came(agency, 1, topic=roads, days=20)
    came(agency, 3, topic=water, days=2)
    report = counted(agency)
    named = {topic.pk: topic.localized("name") for topic in (roads, water)}
    rows = rows_of(report, "topics")
    assert list(rows) == [named[water.pk], named[roads.pk]]
    assert rows[named[water.pk]] == [3, 3, 100, 2, 2, 0]
    assert rows[named[roads.pk]] == [1, 1, 0, 20, 20, 0]


def test_who_handed_on_is_not_charged(agency):
    """It came late to the second body, which holds it; the first one has only a redirect."""
    first, moment = OfficeFactory().agency, noon(START)
    (appeal,) = came(agency, 1, days=30)
    told = {"appeal": appeal, "from_agency": first, "proposed_at": moment}
    RedirectFactory(**told, to_agency=agency, accepted=True, decided_at=moment, is_late=True)
    RedirectFactory(**told, to_agency=AgencyFactory(), returned=True, decided_at=moment)
    ours, theirs = counted(agency), counted(first)
    assert (ours.total.late, ours.redirects.received, ours.redirects.handed_on) == (1, 1, 0)
    assert (theirs.total.received, theirs.redirects.handed_on, theirs.redirects.late) == (0, 1, 1)
    assert (theirs.redirects.returned, theirs.redirects.received) == (1, 0)


def test_what_happened_on_the_way_counts_by_its_own_day(agency):
    inside, outside = came(agency, 2, days=3)
    person = make_citizen()
    for appeal, moment in ((inside, noon(MARCH[1])), (outside, noon(date(2026, 4, 1)))):
        due = {"old_due_on": appeal.due_on, "new_due_on": appeal.due_on + timedelta(days=9)}
        Extension.objects.create(
            appeal=appeal, **due, reason="x", decided_by=person, decided_at=moment
        )
        Reopening.objects.create(appeal=appeal, by_rating=True, at=moment, due_on=appeal.due_on)
        Rating.objects.create(appeal=appeal, value="no", at=moment)
        AnswerFactory(appeal=appeal, agency=agency, delivered_at=moment, overridden_by=person)
    report = counted(agency)
    assert (report.extensions, report.reviews, report.reviews_by_rating) == (1, 1, 1)
    assert (report.ratings, report.answers, report.overridden) == ({"no": 1}, 1, 1)
    assert counted(OfficeFactory().agency).extensions == 0


@pytest.mark.parametrize(("number", "told"), [(9, "too few"), (10, 100)])
def test_shares_of_ratings_need_ten(agency, number, told):
    for appeal in came(agency, number, days=3):
        Rating.objects.create(appeal=appeal, value="yes", at=noon(MARCH[1]))
    user = make_staff(RoleKind.CLERK, agency)
    tables = get(user, since="2026-03-01", until="2026-03-31").context["tables"]
    (ratings,) = [table for table in tables if table.code == "ratings"]
    assert ratings.rows[0] == ["Yes, it is solved", number, told]
    assert bool(ratings.bars) == (number >= 10)


def test_the_number_of_queries_does_not_grow(agency):
    came(agency, 1, days=3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        tables_of(counted(agency))
    for _each in range(9):
        came(agency, 11, days=4, topic=TopicFactory())
    with CaptureQueriesContext(connection) as many:
        tables_of(counted(agency))
    assert len(few) == len(many) <= 14


def test_an_empty_page_and_a_full_one_draw_bars_beside_tables(agency):
    user, month = make_staff(RoleKind.CLERK, agency), {"since": "2026-03-01", "until": "2026-03-31"}
    assert get(user, **month).status_code == 200
    came(agency, 3, days=4)
    page = get(user, **month).content.decode()
    assert page.count("<svg") > 3
    assert page.count('class="report-bars" aria-hidden="true"') < page.count("<table")
    assert '<h2 id="report-terms">Are applications answered in term?</h2>' in page
