"""Comments: who writes where and when, what is shown, hidden, taken back, and to whom."""

from datetime import timedelta

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from conferences.models import Comment, ConferenceQuestion, ConferenceRules
from conferences.phases import Phase
from conferences.projections.comment import talk_page, talk_views
from conferences.services import comment_write
from conferences.services.talking import MOVES
from conferences.states import CommentsModerated, CommentState, NameShown, QuestionState, Talk
from core.audience import PUBLIC
from ledger.models import Event
from moderation.models import Ground, ModeratedText, ModerationDecision
from moderation.services import objection_decide, objection_file
from notifications.models import Notice
from tests.conferences.talkers import (
    GROUND,
    TEXT,
    approve,
    assert_counters_are_true,
    citizens,
    hide,
    item_of,
    make_moderator,
    make_staff,
    refusal_of,
    refuse,
    withdraw,
    write,
)
from tests.conferences.test_voting import TAKES
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import ConferenceFactory, QuestionFactory
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db

OBSCENE = "Это полный пиздец, а не дорога"
PERSONAL = "Звоните мне +7 701 000 00 01, расскажу"


def make_question(moderated: str = CommentsModerated.AFTER, **said) -> ConferenceQuestion:
    conference = ConferenceFactory(comments_moderated=moderated, **said)
    return QuestionFactory(conference=conference, author=make_citizen())


def seen(question: ConferenceQuestion, reader=PUBLIC):
    question.refresh_from_db()
    return talk_page(question, reader=reader, conference=question.conference, now=timezone.now())


def words(question: ConferenceQuestion, reader=PUBLIC) -> list[str]:
    return [thread.text for thread in seen(question, reader).threads]


# Writing.


def test_moderated_afterwards_it_is_public_at_once_and_with_a_moderator_too():
    question = make_question()
    comment = write(question, make_citizen())
    assert comment.state == CommentState.PUBLISHED
    assert words(question) == [TEXT]
    assert question.comments == 1
    assert item_of(comment).body == TEXT


def test_moderated_before_only_its_author_sees_it():
    question = make_question(CommentsModerated.BEFORE)
    comment = write(question, make_citizen())
    assert comment.state == CommentState.PENDING
    assert words(question) == []
    assert words(question, reader_for(make_citizen())) == []
    (mine,) = seen(question, reader_for(comment.author)).threads
    assert (mine.text, mine.waits) == (TEXT, True)
    assert question.comments == 0


@pytest.mark.parametrize("text", [OBSCENE, PERSONAL])
def test_what_screening_finds_waits_for_a_moderator(text):
    question = make_question()
    comment = write(question, make_citizen(), text)
    assert comment.state == CommentState.PENDING
    assert words(question) == []
    assert_counters_are_true()


@pytest.mark.parametrize("text", ["Харошая дарога", "Согласна, ЖЭК и ПДД не помогли"])
def test_mistakes_and_abbreviations_do_not_hold_it_up(text):
    assert write(make_question(), make_citizen(), text).state == CommentState.PUBLISHED


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<b>Да</b> <script>alert(1)</script>", "<b>Да</b> <script>alert(1)</script>"),
        ("https://example.org [сюда](https://example.org)", None),
        ("До\u200bро\u200dга\ufeff раз\u202eбита", "Дорога разбита"),
        ("  Да \r\n\r\n\r\n\r\n нет  ", "Да\n\nнет"),
    ],
)
def test_everything_typed_is_plain_text(typed, kept):
    comment = write(make_question(CommentsModerated.BEFORE), make_citizen(), typed)
    comment.refresh_from_db()
    assert comment.original == (kept or typed)


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200d", "\n\n", "\u3164"])
def test_nothing_to_read_is_refused(text):
    assert refusal_of(lambda: write(make_question(), make_citizen(), text)) == "blank"
    assert not Comment.objects.exists()


def test_a_thousand_characters_and_not_one_more():
    question = make_question(CommentsModerated.BEFORE)
    assert write(question, make_citizen(), "а" * 1000).pk
    assert refusal_of(lambda: write(question, make_citizen(), "а" * 1001)) == "too_long"
    assert Comment.objects.count() == 1


def test_a_visitor_writes_nothing():
    question = make_question()

    def act():
        comment_write(question_id=question.pk, author=make_citizen(), reader=PUBLIC, text=TEXT)

    assert refusal_of(act) == "not_allowed"


@pytest.mark.parametrize("talk", list(Talk))
@pytest.mark.parametrize("phase", list(Phase))
def test_the_phase_decides(phase, talk):
    trait = {} if phase == Phase.OPEN else {phase: True}
    question = make_question(talk_until=talk, **trait)
    wanted = "" if (phase, talk) in TAKES else "wrong_phase"
    assert refusal_of(lambda: write(question, make_citizen())) == wanted
    assert Comment.objects.count() == int(not wanted)


def test_one_second_after_closing_by_an_editor_who_moved_the_clock():
    question = make_question(talk_until=Talk.CLOSING)
    write(question, make_citizen())
    type(question.conference).objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert refusal_of(lambda: write(question, make_citizen())) == "wrong_phase"


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
def test_only_a_published_question_takes_comments(state):
    question = make_question()
    ConferenceQuestion.objects.update(state=state)
    assert refusal_of(lambda: write(question, make_citizen())) == "wrong_state"


def test_a_merged_question_keeps_its_comments_and_takes_no_new_ones():
    question = make_question()
    write(question, make_citizen())
    other = QuestionFactory(conference=question.conference, number=77)
    question.refresh_from_db()
    question.state, question.merged_into = QuestionState.MERGED, other
    question.save()
    assert refusal_of(lambda: write(question, make_citizen())) == "merged"
    assert words(question) == [TEXT]
    assert_counters_are_true()


def test_the_author_of_the_question_and_the_agency_may_comment():
    question = make_question()
    write(question, question.author)
    write(question, make_staff(RoleKind.CLERK, question.conference.agency), "Принято, спасибо.")
    assert len(words(question)) == 2


@pytest.mark.parametrize(
    ("shown", "name"),
    [
        (NameShown.INITIALS, "Ү. Ә. С."),
        (NameShown.FULL, "Үлгіева Әлия Сынаққызы"),
        (NameShown.HIDDEN, ""),
    ],
)
def test_the_name_shows_as_its_author_chose(shown, name):
    question = make_question()
    write(question, make_citizen(), name_shown=shown)
    assert seen(question).threads[0].author == name


def test_a_way_to_show_the_name_that_isn_t_there():
    act = lambda: write(make_question(), make_citizen(), name_shown="iin")  # noqa: E731
    assert refusal_of(act) == "name_shown"


def test_the_same_words_pressed_twice_are_one_comment():
    question, author = make_question(), make_citizen()
    assert write(question, author).pk == write(question, author).pk
    assert write(question, make_citizen()).author_id != author.pk
    assert Comment.objects.count() == 2
    assert_counters_are_true()


def test_so_many_an_hour_and_then_no_more():
    ConferenceRules.objects.create(pk=1, comments_an_hour=2)
    question, author = make_question(), make_citizen()
    write(question, author, "Раз")
    write(question, author, "Два")
    assert refusal_of(lambda: write(question, author, "Три")) == "too_many"
    assert write(question, make_citizen(), "Три").pk


# Replies.


def test_a_reply_stands_under_its_comment_and_is_counted():
    question = make_question()
    first = write(question, make_citizen())
    write(question, make_citizen(), "И у нас", parent_id=first.pk)
    (thread,) = seen(question).threads
    assert [reply.text for reply in thread.replies] == ["И у нас"]
    assert question.comments == 2


def test_a_reply_to_a_reply_is_refused():
    question = make_question()
    first = write(question, make_citizen())
    reply = write(question, make_citizen(), "И у нас", parent_id=first.pk)
    again = lambda: write(question, make_citizen(), "И мы", parent_id=reply.pk)  # noqa: E731
    assert refusal_of(again) == "too_deep"
    assert Comment.objects.count() == 2


def test_the_database_knows_one_level():
    question = make_question()
    first = write(question, make_citizen())
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.filter(pk=first.pk).update(level=1)


def test_no_reply_to_what_is_not_there():
    question, other = make_question(), make_question()
    elsewhere = write(other, make_citizen())
    waiting = write(make_question(CommentsModerated.BEFORE), make_citizen())
    gone = write(question, make_citizen())
    withdraw(gone, gone.author)
    for parent in (elsewhere.pk, waiting.pk, gone.pk, 10**9):
        act = lambda parent=parent: write(question, make_citizen(), parent_id=parent)  # noqa: E731
        assert refusal_of(act) == "not_here"


# A moderator decides.


def test_a_moderator_publishes_and_the_author_is_told():
    question = make_question(CommentsModerated.BEFORE)
    comment = approve(write(question, make_citizen()), make_moderator())
    assert words(question) == [TEXT]
    assert question.comments == 1
    notice = Notice.objects.get(user=comment.author)
    assert notice.kind == "comment.published"
    assert notice.path.endswith(f"#comment-{comment.public_id}")


def test_a_moderator_takes_words_out():
    question = make_question()
    comment = write(question, make_citizen(), PERSONAL)
    item = item_of(comment)
    approve(comment, make_moderator(), item.body, item.cuts)
    (thread,) = seen(question).threads
    assert "701" not in thread.text
    assert "[…]" in thread.text
    assert Notice.objects.get(user=comment.author).kind == "comment.published_corrected"


def test_refused_before_it_was_shown_nobody_else_sees_a_trace():
    question = make_question(CommentsModerated.BEFORE)
    comment = refuse(write(question, make_citizen()), make_moderator(), note="Только вам")
    assert comment.state == CommentState.REFUSED
    assert seen(question).threads == ()
    assert seen(question, reader_for(make_citizen())).threads == ()
    (mine,) = seen(question, reader_for(comment.author)).threads
    assert mine.note == "Только вам"
    assert mine.why == Ground.objects.get(code=GROUND).localized("title")
    assert mine.may_object


def test_refused_after_it_was_shown_a_stone_says_why():
    question = make_question()
    comment = refuse(write(question, make_citizen()), make_moderator(), note="Только вам")
    assert comment.state == CommentState.HIDDEN
    (stone,) = seen(question).threads
    assert stone.segments == ()
    assert Ground.objects.get(code=GROUND).localized("title") in str(stone.stone)
    assert (stone.note, stone.why) == ("", "")
    assert question.comments == 0
    assert_counters_are_true()


def test_a_ground_that_isn_t_public_stays_off_the_stone():
    Ground.objects.filter(code=GROUND).update(is_public=False)
    question = make_question()
    refuse(write(question, make_citizen()), make_moderator())
    (stone,) = seen(question).threads
    assert stone.stone
    assert Ground.objects.get(code=GROUND).localized("title") not in str(stone.stone)


def test_approving_what_is_shown_already_changes_nothing_the_public_sees():
    question = make_question()
    comment = approve(write(question, make_citizen()), make_moderator())
    assert comment.public_texts.count() == 1
    assert question.comments == 0
    question.refresh_from_db()
    assert question.comments == 1
    assert not Notice.objects.exists()


def test_replies_stay_under_a_stone():
    question = make_question()
    first = write(question, make_citizen())
    write(question, make_citizen(), "И у нас", parent_id=first.pk)
    hide(first, make_moderator())
    (stone,) = seen(question).threads
    assert [reply.text for reply in stone.replies] == ["И у нас"]
    assert question.comments == 1
    assert_counters_are_true()


@pytest.mark.parametrize("verb", sorted(MOVES))
@pytest.mark.parametrize("state", list(CommentState))
def test_every_move_stands_in_one_table(verb, state):
    from conferences.services.talking import comment_lock, move_check

    comment = write(make_question(), make_citizen())
    Comment.objects.update(state=state, ground=Ground.objects.get(code=GROUND))
    wanted = "" if state in MOVES[verb] else "wrong_state"
    assert refusal_of(lambda: move_check(comment_lock(comment.pk), verb)) == wanted


# Hiding.


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD])
def test_the_agency_that_holds_the_conference_may_hide(kind):
    question = make_question()
    comment = write(question, make_citizen())
    hide(comment, make_staff(kind, question.conference.agency))
    assert words(question) == [""]
    assert not ModeratedText.objects.exists()
    assert ModerationDecision.objects.get().decision == "refused"
    assert Notice.objects.get(user=comment.author).kind == "comment.hidden"


def make_strangers(question):
    return {
        "citizen": make_citizen(),
        "asker": question.author,
        "operator": make_staff(RoleKind.OPERATOR),
        "other agency": make_staff(RoleKind.HEAD, AgencyFactory()),
        "leader": make_staff(RoleKind.LEADER) if hasattr(RoleKind, "LEADER") else make_citizen(),
    }


def test_nobody_else_may_hide():
    question = make_question()
    comment = write(question, make_citizen())
    strangers = {**make_strangers(question), "author": comment.author}
    said = {who: refusal_of(lambda u=user: hide(comment, u)) for who, user in strangers.items()}
    assert set(said.values()) == {"not_allowed"}
    assert words(question) == [TEXT]


def test_a_moderator_doesn_t_decide_on_their_own_comment():
    moderator = make_moderator()
    comment = write(make_question(), moderator)
    assert refusal_of(lambda: hide(comment, moderator)) == "not_allowed"
    assert refusal_of(lambda: refuse(comment, moderator)) == "not_allowed"


@pytest.mark.parametrize("ground", ["", "nothing", "spelling"])
def test_hiding_names_a_ground_of_the_list(ground):
    comment = write(make_question(), make_citizen())
    assert refusal_of(lambda: hide(comment, make_moderator(), ground)) == "ground"


def test_hidden_twice_is_hidden_once():
    comment = write(make_question(), make_citizen())
    hide(comment, make_moderator())
    assert refusal_of(lambda: hide(comment, make_moderator())) == "wrong_state"
    assert_counters_are_true()


def test_events_hold_no_word_of_a_comment():
    question = make_question()
    comment = write(question, make_citizen())
    hide(comment, make_moderator(), note="Заметка")
    events = Event.objects.filter(target_kind="conferences.comment")
    assert {event.verb for event in events} == {"comment.write", "comment.hide"}
    assert TEXT not in str([event.data for event in Event.objects.all()])
    assert "Заметка" not in str([event.data for event in Event.objects.all()])


# Objections.


def test_the_author_objects_and_another_moderator_publishes():
    question = make_question()
    comment = write(question, make_citizen())
    hide(comment, make_moderator())
    objection = objection_file(
        kind="comment", target_id=str(comment.pk), actor=comment.author, reason="Это не так"
    )
    judge = make_moderator()
    judged = objection_decide(objection=objection, actor=judge, outcome="overturned")
    assert judged.item is not None
    assert words(question) == [""]
    assert str(seen(question).threads[0].stone)
    approve(comment, judge)
    assert words(question) == [TEXT]
    assert_counters_are_true()


def test_nobody_else_objects_and_nobody_to_what_was_taken_back():
    comment = write(make_question(), make_citizen())
    hide(comment, make_moderator())

    def object_as(user):
        return refusal_of(
            lambda: objection_file(
                kind="comment", target_id=str(comment.pk), actor=user, reason="Нет"
            )
        )

    assert object_as(make_citizen()) == "not_allowed"
    published = write(make_question(), make_citizen())
    withdraw(published, published.author)
    act = lambda: objection_file(  # noqa: E731
        kind="comment", target_id=str(published.pk), actor=published.author, reason="Нет"
    )
    assert refusal_of(act) == "no_objection"


def test_nothing_is_hidden_while_an_objection_is_decided():
    comment = write(make_question(), make_citizen())
    first, judge = make_moderator(), make_moderator()
    approve(comment, first, body="Поддерживаю.")
    objection = objection_file(
        kind="comment", target_id=str(comment.pk), actor=comment.author, reason="Это не так"
    )
    objection_decide(objection=objection, actor=judge, outcome="overturned")
    assert refusal_of(lambda: hide(comment, make_moderator())) == "waiting"


# Taking back.


def test_taken_back_a_stone_stays_and_the_queue_is_empty():
    question = make_question()
    comment = write(question, make_citizen())
    withdraw(comment, comment.author)
    (stone,) = seen(question).threads
    assert stone.stone
    assert stone.segments == ()
    assert seen(question, reader_for(comment.author)).threads[0].segments == ()
    assert question.comments == 0
    assert not ModeratedText.objects.exists()


def test_taken_back_before_it_was_shown_nothing_stays():
    question = make_question(CommentsModerated.BEFORE)
    comment = write(question, make_citizen())
    withdraw(comment, comment.author)
    assert seen(question).threads == ()
    assert_counters_are_true()


@pytest.mark.parametrize("trait", ["archived", "cancelled", "summary"])
def test_one_may_take_back_in_any_phase(trait):
    question = make_question()
    comment = write(question, make_citizen())
    shape = ConferenceFactory.build(agency=None, **{trait: True})
    times = {
        name: getattr(shape, name) for name in ("archived_at", "cancelled_at", "cancel_reason_kk")
    }
    type(question.conference).objects.update(
        **times,
        announced_at=timezone.now() - timedelta(days=90),
        opens_at=timezone.now() - timedelta(days=80),
        closes_at=timezone.now() - timedelta(days=70),
    )
    withdraw(comment, comment.author)
    assert_counters_are_true()


def test_nobody_else_takes_it_back():
    question = make_question()
    comment = write(question, make_citizen())
    strangers = {**make_strangers(question), "moderator": make_moderator()}
    said = {who: refusal_of(lambda u=u: withdraw(comment, u)) for who, u in strangers.items()}
    assert set(said.values()) == {"not_allowed"}
    assert words(question) == [TEXT]


def test_taken_back_once():
    comment = write(make_question(), make_citizen())
    withdraw(comment, comment.author)
    assert refusal_of(lambda: withdraw(comment, comment.author)) == "wrong_state"


# Reading.


def fill(question: ConferenceQuestion, threads: int, replies: int) -> None:
    author = make_citizen()
    for number in range(threads):
        first = write(question, make_citizen(), f"Мнение {number}")
        for reply in range(replies):
            write(question, author, f"Ответ {number} {reply}", parent_id=first.pk)


def test_a_page_of_questions_costs_the_same_with_one_and_with_many():
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    ConferenceRules.objects.create(pk=1, comments_an_hour=500)
    reader = reader_for(make_citizen())

    def cost() -> int:
        rows = list(conference.questions.all())
        with CaptureQueriesContext(connection) as queries:
            talk_views(rows, reader=reader, conference=conference, now=timezone.now())
        return len(queries)

    fill(QuestionFactory(conference=conference), 1, 1)
    one = cost()
    for _ in range(3):
        fill(QuestionFactory(conference=conference), 4, 4)
    assert cost() == one <= 6


def test_on_a_page_of_questions_the_first_threads_stand_and_the_rest_is_counted():
    question = make_question()
    ConferenceRules.objects.create(pk=1, comments_an_hour=500)
    fill(question, 5, 4)
    question.refresh_from_db()
    talk = talk_views(
        [question], reader=PUBLIC, conference=question.conference, now=timezone.now()
    )[question.pk]
    assert [thread.text for thread in talk.threads] == ["Мнение 0", "Мнение 1", "Мнение 2"]
    assert [len(thread.replies) for thread in talk.threads] == [3, 3, 3]
    assert (talk.comments, talk.shown, talk.more) == (25, 12, 13)
    assert len(seen(question).threads) == 5
    assert seen(question).more == 0


def test_a_visitor_may_do_nothing_but_sign_in():
    question = make_question()
    write(question, make_citizen())
    talk = seen(question)
    assert talk.is_visitor
    assert talk.naming.names == ()
    (thread,) = talk.threads
    doings = ("may_reply", "may_report", "may_withdraw", "may_object", "desk_url", "is_mine")
    assert not [name for name in doings if getattr(thread, name)]


def test_words_of_others_that_wait_reach_nobody():
    question = make_question(CommentsModerated.BEFORE)
    secret = write(question, make_citizen(), "Секретное слово")
    for who in [make_moderator(), *citizens(1)]:
        assert "Секретное" not in repr(seen(question, reader_for(who)))
    assert secret.state == CommentState.PENDING
