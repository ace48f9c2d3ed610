"""Digests: what was held becomes one mail, once, in the person's language."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import override

import pytest
from freezegun import freeze_time

from accounts.models import User
from notifications.models import Delivery, DeliveryRules, Pace, Reach, Subscription
from notifications.selectors import notice_log
from notifications.services import notice_write, stop_all
from notifications.services.digesting import digest_moment, digests_make
from standins.smtp import MailServer
from tests.factories.notifications import SubscriptionFactory, make_event, make_reader
from tests.factories.people import make_citizen
from tests.factories.surveys import SurveyFactory, make_survey_pages
from tests.notifications.post import deliver_all, tell
from tests.notifications.test_mail import part
from tests.signing.test_parallel import together

ALMATY = ZoneInfo("Asia/Almaty")
# The 23rd of November is a Monday; digests go out from 9 o'clock, weekly ones on Mondays.
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=ALMATY)
MONDAY = datetime(2026, 11, 23, 9, 5, tzinfo=ALMATY)
TUESDAY = datetime(2026, 11, 24, 9, 5, tzinfo=ALMATY)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def hold(
    user: User, at: datetime = SUNDAY, pace: str = Pace.DAILY, thing: tuple[str, str] | None = None
) -> None:
    """A fact of something that the person follows at a pace."""
    kind, key = thing or ("surveys", "")
    with freeze_time(at):
        row = Subscription.objects.filter(user=user, kind=kind, key=key).first()
        row = row or SubscriptionFactory(user=user, kind=kind, key=key, pace=pace)
        Subscription.objects.filter(pk=row.pk).update(pace=pace)
        row.refresh_from_db()
        notice_write(
            user_id=user.pk,
            kind="survey.opened",
            data={"thing": [kind, key]},
            path="/surveys/",
            event=make_event(),
            subscription=row,
        )


def digests() -> list[Delivery]:
    return list(Delivery.objects.filter(notice=None).order_by("pk"))


def parts(digest: Delivery) -> set[str]:
    return set(digest.parts.values_list("state", flat=True))


# When


@pytest.mark.parametrize(
    ("pace", "now", "day"),
    [
        ("daily", MONDAY, 23),
        ("daily", MONDAY.replace(hour=8, minute=59), 22),
        ("daily", MONDAY.replace(hour=9, minute=0), 23),
        ("daily", MONDAY.replace(hour=23), 23),
        ("weekly", MONDAY, 23),
        ("weekly", MONDAY.replace(hour=8), 16),
        ("weekly", SUNDAY, 16),
        ("weekly", TUESDAY, 23),
    ],
)
def test_moment_of_the_digest_that_was_due_last(pace: str, now: datetime, day: int) -> None:
    made_on, moment = digest_moment(pace, DeliveryRules(), now)
    assert (made_on.day, timezone.localtime(moment).hour) == (day, 9)
    assert moment <= now


def test_hour_and_weekday_of_the_rules() -> None:
    rules = DeliveryRules(digest_hour=18, digest_weekday=3)
    _day, moment = digest_moment(Pace.WEEKLY, rules, MONDAY)
    assert (moment.weekday(), moment.hour, moment.day) == (3, 18, 19)


def test_nothing_before_its_hour() -> None:
    hold(make_reader())
    hold(make_reader(), pace=Pace.WEEKLY)
    assert digests_make(SUNDAY + MINUTE) == 0
    assert digests_make(MONDAY.replace(hour=8, minute=59)) == 0
    assert digests() == []


def test_weekly_waits_for_its_day() -> None:
    hold(make_reader(), at=MONDAY, pace=Pace.WEEKLY)
    assert digests_make(TUESDAY) == 0
    assert digests_make(MONDAY + 7 * DAY) == 1


def test_daily_and_weekly_are_two() -> None:
    reader = make_reader()
    hold(reader)
    hold(reader, pace=Pace.WEEKLY)
    assert digests_make(MONDAY) == 2
    assert {(row.pace, row.digest_on.day) for row in digests()} == {("daily", 23), ("weekly", 23)}


def test_digest_comes_late_after_a_pause_and_not_twice() -> None:
    hold(make_reader(), at=SUNDAY - 3 * DAY)
    assert digests_make(MONDAY) == 1
    assert digests_make(MONDAY + MINUTE) == 0


# Once


def test_one_digest_of_all_that_was_held() -> None:
    reader, other = make_reader(), make_reader()
    for _ in range(3):
        hold(reader)
    hold(other)
    assert digests_make(MONDAY) == 2
    assert {row.user_id: (row.parts.count(), parts(row)) for row in digests()} == {
        reader.pk: (3, {"in_digest"}),
        other.pk: (1, {"in_digest"}),
    }


def test_second_run_makes_no_second_digest() -> None:
    hold(make_reader())
    assert [digests_make(MONDAY) for _ in range(3)] == [1, 0, 0]
    assert len(digests()) == 1


def test_what_comes_after_its_hour_waits_for_the_next_day() -> None:
    reader = make_reader()
    hold(reader)
    digests_make(MONDAY)
    hold(reader, at=MONDAY + MINUTE)
    assert digests_make(MONDAY + 2 * MINUTE) == 0
    assert digests_make(TUESDAY) == 1
    assert [row.parts.count() for row in digests()] == [1, 1]


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_digest_each_for_everybody() -> None:
    readers = [make_reader() for _ in range(8)]
    for reader in readers:
        hold(reader)
        hold(reader)
    made: list[Any] = together(*[lambda: digests_make(MONDAY)] * 4)
    assert all(isinstance(number, int) for number in made), made
    assert sum(made) == len(readers)
    assert sorted(row.parts.count() for row in digests()) == [2] * len(readers)


# Who


def test_nobody_is_told_of_what_was_not_held(mailbox: MailServer) -> None:
    tell(make_reader())
    assert digests_make(MONDAY) == 0


def test_person_without_a_way_to_be_reached() -> None:
    reader = make_reader()
    hold(reader)
    Reach.objects.filter(user=reader).delete()
    assert digests_make(MONDAY) == 0
    assert set(Delivery.objects.values_list("state", "reason")) == {("dropped", "portal_only")}


def test_whoever_stopped_gets_no_digest(mailbox: MailServer) -> None:
    reader = make_reader()
    hold(reader)
    digests_make(MONDAY)
    stop_all(user=reader)
    deliver_all()
    assert mailbox.mails == []
    assert digests()[0].state == "dropped"


def test_quiet_hours_hold_a_digest_too() -> None:
    reader = make_reader()
    Reach.objects.filter(user=reader).update(quiet_from=7, quiet_to=12)
    hold(reader)
    digests_make(MONDAY)
    due = timezone.localtime(digests()[0].due_at)
    assert (due.day, due.hour) == (23, 12)


# What it says


@pytest.mark.parametrize(("language", "subject"), [("en", "What is new"), ("ru", ""), ("kk", "")])
def test_mail_names_everything_in_the_readers_language(
    mailbox: MailServer, language: str, subject: str
) -> None:
    reader = make_reader()
    User.objects.filter(pk=reader.pk).update(language=language)
    things = []
    for _ in range(2):
        survey = SurveyFactory()
        make_survey_pages(survey)
        hold(reader, thing=("survey", survey.key))
        things.append(survey)
    digests_make(MONDAY)
    deliver_all()
    (mail,) = mailbox.mails
    assert subject in str(mail["Subject"])
    for survey in things:
        assert survey.localized("title", language) in part(mail, "plain")
    assert f'<html lang="{language}">' in part(mail, "html")


def test_what_was_let_go_or_taken_down_meanwhile_is_left_out(mailbox: MailServer) -> None:
    reader = make_reader()
    kept, gone, dropped = (SurveyFactory() for _ in range(3))
    pages = {survey.pk: make_survey_pages(survey) for survey in (kept, gone, dropped)}
    for survey in (kept, gone, dropped):
        hold(reader, thing=("survey", survey.key))
    digests_make(MONDAY)
    for page in pages[gone.pk].values():
        page.unpublish()
    Subscription.objects.filter(key=dropped.key).delete()
    deliver_all()
    (mail,) = mailbox.mails
    text = part(mail, "plain")
    assert kept.title_en in text
    assert gone.title_en not in text
    assert dropped.title_en not in text


def test_digest_of_nothing_is_not_sent(mailbox: MailServer) -> None:
    reader = make_reader()
    hold(reader)
    digests_make(MONDAY)
    Subscription.objects.all().delete()
    deliver_all()
    assert mailbox.mails == []
    assert [(row.state, row.reason) for row in digests()] == [("dropped", "empty")]


def test_nobody_without_a_choice_is_held_anything() -> None:
    hold(make_citizen())
    assert Delivery.objects.count() == 0


def test_log_calls_nothing_told_that_left_in_no_digest() -> None:
    """The person stopped after the digest was made: its parts weren't told either."""
    user = make_reader()
    hold(user)
    assert digests_make(MONDAY) == 1
    stop_all(user=user)
    with freeze_time(MONDAY + MINUTE):
        deliver_all()
    assert parts(digests()[0]) == {"in_digest"}
    with override("en"):
        rows, _page = notice_log(user_id=user.pk)
    sent = rows[0].sent[0]
    assert (sent.state, sent.at) == ("not sent", None)
    assert sent.why == "you had stopped everything"
