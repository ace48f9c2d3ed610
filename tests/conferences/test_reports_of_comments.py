"""Reports: one a person; the desk of whoever keeps the conference hides or keeps."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import RoleKind
from conferences.models import Comment, CommentReport
from conferences.reports_desk.urls import menu_items
from conferences.services import reporting
from conferences.states import CommentsModerated, CommentState
from tests.conferences.talkers import (
    GROUND,
    TEXT,
    assert_counters_are_true,
    citizens,
    hide,
    make_moderator,
    make_staff,
    refusal_of,
    report,
    settle,
    withdraw,
    write,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import ConferenceFactory, QuestionFactory
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db

LIST = "conference_reports"
LOOK = "conference_comment_look"


def make_comment(agency=None, text: str = TEXT) -> Comment:
    said = {"agency": agency} if agency else {}
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER, **said)
    return write(QuestionFactory(conference=conference), make_citizen(), text)


def look(comment: Comment) -> str:
    return reverse(LOOK, args=[comment.pk])


# Reporting.


def test_a_report_waits_and_says_what_was_said():
    comment = make_comment()
    report(comment, make_citizen(), "Реклама\u200b")
    kept = CommentReport.objects.get()
    assert (kept.note, kept.settled_at) == ("Реклама", None)
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_a_person_reports_once_and_hears_the_same_again():
    comment, reporter = make_comment(), make_citizen()
    assert report(comment, reporter, "Раз").pk == report(comment, reporter, "Два").pk
    assert CommentReport.objects.get().note == "Раз"


def test_nobody_reports_their_own():
    comment = make_comment()
    assert refusal_of(lambda: report(comment, comment.author)) == "own_comment"


@pytest.mark.parametrize(
    "state", [state for state in CommentState if state != CommentState.PUBLISHED]
)
def test_only_what_is_public_is_reported(state):
    from moderation.models import Ground

    comment = make_comment()
    Comment.objects.update(state=state, ground=Ground.objects.get(code=GROUND))
    assert refusal_of(lambda: report(comment, make_citizen())) == "wrong_state"
    assert not CommentReport.objects.exists()


def test_a_note_of_five_hundred_characters_and_not_one_more():
    comment = make_comment()
    assert report(comment, make_citizen(), "а" * 500)
    assert refusal_of(lambda: report(comment, make_citizen(), "а" * 501)) == "too_long"


def test_whoever_reports_everything_is_slowed(monkeypatch):
    monkeypatch.setattr(reporting, "REPORTS_AN_HOUR", 2)
    reporter = make_citizen()
    first, second, third = (make_comment() for _ in range(3))
    report(first, reporter)
    report(second, reporter)
    assert refusal_of(lambda: report(third, reporter)) == "too_many"


# Settling.


def test_kept_its_reports_are_settled_and_the_comment_stands():
    comment = make_comment()
    for reporter in citizens(2):
        report(comment, reporter)
    assert settle(comment, make_moderator()) == 2
    assert not CommentReport.objects.filter(settled_at=None).exists()
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_hidden_or_taken_back_nobody_has_to_look_any_more():
    hidden, gone = make_comment(), make_comment()
    for comment in (hidden, gone):
        report(comment, make_citizen())
    hide(hidden, make_moderator())
    withdraw(gone, gone.author)
    assert not CommentReport.objects.filter(settled_at=None).exists()
    assert_counters_are_true()


def test_settled_twice_is_told():
    comment = make_comment()
    report(comment, make_citizen())
    settle(comment, make_moderator())
    assert refusal_of(lambda: settle(comment, make_moderator())) == "wrong_state"


def test_nobody_settles_but_who_keeps_the_conference():
    comment = make_comment()
    reporter = make_citizen()
    report(comment, reporter)
    strangers = [
        reporter,
        comment.author,
        make_staff(RoleKind.OPERATOR),
        make_staff(RoleKind.HEAD, AgencyFactory()),
    ]
    said = {refusal_of(lambda who=who: settle(comment, who)) for who in strangers}
    assert said == {"not_allowed"}
    assert CommentReport.objects.filter(settled_at=None).count() == 1


def test_a_moderator_settles_nothing_about_their_own():
    moderator = make_moderator()
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    comment = write(QuestionFactory(conference=conference), moderator)
    report(comment, make_citizen())
    assert refusal_of(lambda: settle(comment, moderator)) == "not_allowed"


# The desk.


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD])
def test_an_agency_sees_the_reports_of_its_own_conferences(client, kind):
    agency = AgencyFactory()
    own, other = make_comment(agency, "Наш разговор"), make_comment(text="Чужой разговор")
    for comment in (own, other):
        report(comment, make_citizen())
    client.force_login(make_staff(kind, agency))
    page = client.get(reverse(LIST))
    assertContains(page, "Наш разговор")
    assertNotContains(page, "Чужой разговор")
    assert client.get(look(own)).status_code == 200
    assert client.get(look(other)).status_code == 404
    assert client.post(look(other), {"keep": "yes"}).status_code == 404


def test_a_moderator_sees_them_all_and_only_what_waits(client):
    waiting, settled, silent = (make_comment(text=f"Слово {n}") for n in range(3))
    moderator = make_moderator()
    for comment in (waiting, settled):
        report(comment, make_citizen(), "Грубость")
    settle(settled, moderator)
    client.force_login(moderator)
    page = client.get(reverse(LIST))
    assertContains(page, "Слово 0")
    assertNotContains(page, "Слово 1")
    assertNotContains(page, "Слово 2")
    assertContains(client.get(look(waiting)), "Грубость")
    assert client.get(look(silent)).status_code == 200


@pytest.mark.parametrize("kind", [RoleKind.OPERATOR, None])
def test_for_anybody_else_the_desk_isn_t_there(client, kind):
    comment = make_comment()
    report(comment, make_citizen())
    client.force_login(make_staff(kind) if kind else make_citizen())
    for path in (reverse(LIST), reverse("conference_reports_results"), look(comment)):
        assert client.get(path).status_code in (302, 403, 404)
    assert client.post(look(comment), {"keep": "yes"}).status_code in (302, 403, 404)
    assert CommentReport.objects.filter(settled_at=None).exists()


def test_who_reported_stands_nowhere_on_the_desk(client):
    comment = make_comment()
    reporter = make_citizen(surname="Хабаршыұлғы")
    report(comment, reporter, "Грубость")
    client.force_login(make_moderator())
    for path in (reverse(LIST), look(comment)):
        page = client.get(path)
        assertNotContains(page, "Хабаршыұлғы")
        assertNotContains(page, str(reporter.pk))
        assertNotContains(page, reporter.username)


def test_hidden_from_the_desk_on_a_ground(client):
    comment = make_comment()
    report(comment, make_citizen())
    client.force_login(make_moderator())
    assertRedirects(client.post(look(comment), {"ground": GROUND, "note": ""}), reverse(LIST))
    comment.refresh_from_db()
    assert comment.state == CommentState.HIDDEN
    assertContains(client.get(look(comment)), comment.get_state_display())


def test_without_a_ground_nothing_is_hidden_and_the_note_is_kept(client):
    comment = make_comment()
    client.force_login(make_moderator())
    page = client.post(look(comment), {"ground": "", "note": "Так не говорят"})
    assertContains(page, "Так не говорят", status_code=422)
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_kept_from_the_desk_and_once_more_by_a_colleague(client):
    comment = make_comment()
    report(comment, make_citizen())
    client.force_login(make_moderator())
    for _ in range(2):
        assertRedirects(client.post(look(comment), {"keep": "yes"}), reverse(LIST))
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_one_s_own_comment_is_shown_without_buttons(client):
    moderator = make_moderator()
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    comment = write(QuestionFactory(conference=conference), moderator)
    report(comment, make_citizen())
    client.force_login(moderator)
    assertNotContains(client.get(look(comment)), 'name="keep"')
    assert client.post(look(comment), {"keep": "yes"}).status_code == 403
    assert client.post(look(comment), {"ground": GROUND}).status_code == 403
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_what_was_never_public_isn_t_on_the_desk(client):
    conference = ConferenceFactory(comments_moderated=CommentsModerated.BEFORE)
    comment = write(QuestionFactory(conference=conference), make_citizen())
    client.force_login(make_staff(RoleKind.HEAD, conference.agency))
    assert client.get(look(comment)).status_code == 404


def test_the_list_costs_the_same_for_one_and_for_ten(client):
    moderator = make_moderator()
    client.force_login(moderator)

    def cost() -> int:
        client.get(reverse(LIST))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        return len(queries)

    report(make_comment(), make_citizen())
    one = cost()
    for _ in range(4):
        report(make_comment(), make_citizen())
    assert cost() == one


def test_the_menu_shows_it_to_keepers_only(rf):
    (item,) = menu_items
    for user, shown in (
        (make_moderator(), True),
        (make_staff(RoleKind.CLERK, AgencyFactory()), True),
        (make_staff(RoleKind.OPERATOR), False),
        (make_citizen(), False),
    ):
        request = rf.get("/cms/")
        request.user = user
        assert item.is_shown(request) is shown
