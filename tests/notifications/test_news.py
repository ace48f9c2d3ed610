"""What followers are told: conferences, posts, applications, answers; public facts only, once."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from appeals.services import answer_publish, appeal_publish, appeal_unpublish
from conferences.models import Conference
from conferences.services.opening import conferences_tell
from executives.models import PostPage
from notifications.models import Announcement
from tests.appeals.people import answer, make_moderator, make_worker, take
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AnswerFactory, AppealFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import TEXT, make_executive_pages, paragraph
from tests.factories.notifications import SubscriptionFactory, make_reader
from tests.notifications.post import deliver_all
from tests.notifications.test_announcing import tell_all

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def told() -> list[str]:
    return list(Announcement.objects.order_by("pk").values_list("kind", flat=True))


def things() -> set[tuple[str, str]]:
    return {(kind, key) for kind, key in Announcement.objects.latest("pk").things}


# Conferences


def conference(**traits: Any) -> Conference:
    row = ConferenceFactory(**traits)
    make_conference_pages(row)
    return row


def at(announced: timedelta, opens: timedelta) -> dict[str, Any]:
    now = timezone.now()
    return {"announced_at": now + announced, "opens_at": now + opens}


def test_conference_is_announced_and_opens_once_each() -> None:
    row = conference(**at(-HOUR, 5 * DAY))
    assert [conferences_tell() for _ in range(2)] == [1, 0]
    assert told() == ["conference.announced"]
    assert things() == {
        ("conference", row.key),
        ("conferences", ""),
        ("agency", row.agency.key),
    }
    Conference.objects.update(opens_at=timezone.now() - HOUR)
    assert [conferences_tell() for _ in range(2)] == [1, 0]
    assert told() == ["conference.announced", "conference.opened"]


@pytest.mark.parametrize(
    ("announced", "opens"), [(HOUR, 5 * DAY), (-6 * DAY, -5 * DAY), (-6 * DAY, HOUR)]
)
def test_conference_not_yet_and_long_ago(announced: timedelta, opens: timedelta) -> None:
    conference(**at(announced, opens))
    assert conferences_tell() == 0


def test_conference_that_is_cancelled_or_has_no_public_page() -> None:
    conference(**at(-HOUR, 5 * DAY), cancelled=True)
    row = ConferenceFactory(**at(-HOUR, 5 * DAY))
    for page in make_conference_pages(row).values():
        page.unpublish()
    assert conferences_tell() == 0
    assert told() == []


# Posts


def blog_post(**values: Any) -> PostPage:
    """A post in Russian that was never published."""
    office = OfficeFactory()
    blog = make_executive_pages(office)["ru"]
    values = {"title": "Новости", "slug": "news", "posted_on": timezone.localdate(), **values}
    page = PostPage(summary="Кратко", body=paragraph(TEXT["ru"]), live=False, **values)
    return blog.add_child(instance=page)


def publish(page: PostPage) -> None:
    page.save_revision().publish()


def test_post_is_told_when_it_is_published_and_not_when_it_changes() -> None:
    page = blog_post()
    office = page.get_parent().specific.office
    page.save_revision()
    assert told() == []
    publish(page)
    publish(PostPage.objects.get(pk=page.pk))
    assert told() == ["office.post"]
    assert things() == {("office", office.key), ("agency", office.agency.key)}


def test_translation_of_a_post_is_no_news() -> None:
    page = blog_post()
    publish(page)
    blog = page.get_parent().specific
    other = blog.get_translations().get(locale__language_code="en")
    face = PostPage(
        title="News",
        slug="news",
        posted_on=page.posted_on,
        summary="Short",
        body=paragraph("x"),
        translation_key=page.translation_key,
        live=False,
    )
    publish(other.add_child(instance=face))
    assert told() == ["office.post"]


def test_post_of_long_ago_is_no_news() -> None:
    page = blog_post(first_published_at=timezone.now() - 30 * DAY)
    publish(page)
    assert told() == []


def test_post_taken_down_before_it_is_told_or_sent(mailbox: Any) -> None:
    early, late = blog_post(), blog_post()
    for page in (early, late):
        office = page.get_parent().specific.office
        SubscriptionFactory(user=make_reader(), kind="office", key=office.key)
        publish(page)
    PostPage.objects.get(pk=early.pk).unpublish()
    tell_all()
    PostPage.objects.get(pk=late.pk).unpublish()
    assert [(row.outcome, row.reason) for row in deliver_all()] == [("dropped", "gone")]
    assert mailbox.mails == []


# Applications and answers


def publish_appeal(appeal: Any) -> None:
    appeal_publish(
        appeal_id=appeal.pk, subject="Яма", body="Заделайте яму.", cuts=[], actor=make_moderator()
    )


def test_published_application_is_told_to_followers_of_office_agency_and_topic() -> None:
    appeal = AppealFactory()
    publish_appeal(appeal)
    assert told() == ["office.application"]
    assert things() == {
        ("office", appeal.office.key),
        ("agency", appeal.agency.key),
        ("topic", appeal.topic.key),
    }
    publish_appeal(appeal)
    assert told() == ["office.application"], "another wording is no news"


def test_words_of_the_application_stay_out_of_what_is_told() -> None:
    appeal = AppealFactory()
    publish_appeal(appeal)
    row = Announcement.objects.get()
    for words in ("Яма", "яму", appeal.author_public_name):
        assert not words or words not in f"{row.data}{row.path}{row.things}"


def answered(appeal: Any) -> None:
    clerk = make_worker(appeal.agency, "head")
    take(appeal, clerk)
    answer(appeal, clerk)


@pytest.mark.parametrize("traits", [{}, {"private": True}, {"refused": True}])
def test_answer_to_what_is_not_public_is_told_to_nobody(traits: dict[str, bool]) -> None:
    answered(AppealFactory(**traits))
    assert told() == []


def test_answer_is_told_once_it_is_public() -> None:
    appeal = AppealFactory()
    given = AnswerFactory(appeal=appeal)
    assert told() == []
    publish_appeal(appeal)
    before = told()
    answer_publish(answer_id=given.pk, body="Заделали.", cuts=[], actor=make_moderator())
    once = told()
    answer_publish(answer_id=given.pk, body="Заделали яму.", cuts=[], actor=make_moderator())
    assert told() == once, "another wording is no news"
    assert before[0] == "office.application" or before == ["office.answer"]
    assert once.count("office.answer") == 1


def test_application_taken_down_before_it_is_told_or_sent(mailbox: Any) -> None:
    early, late = AppealFactory(), AppealFactory()
    for appeal in (early, late):
        SubscriptionFactory(user=make_reader(), kind="office", key=appeal.office.key)
        make_executive_pages(appeal.office)
        publish_appeal(appeal)
    take_down(early)
    tell_all()
    take_down(late)
    assert [(row.outcome, row.reason) for row in deliver_all()] == [("dropped", "gone")]
    assert mailbox.mails == []


def take_down(appeal: Any) -> None:
    appeal_unpublish(appeal_id=appeal.pk, actor=make_moderator())
