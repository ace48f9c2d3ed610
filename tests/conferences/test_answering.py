"""Written answers: who writes them, as whom, what is found, corrected and taken back."""

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from conferences.hall.marks import time_mark_read
from conferences.models import QuestionAnswer
from conferences.services import answer_correct, answer_withdraw, answer_write
from conferences.states import QuestionState
from core.errors import Refused
from ledger.models import Event
from notifications.models import Notice
from notifications.wording import notice_text
from tests.conferences.hall import (
    ANSWER,
    answer,
    ask,
    cancel,
    make_hall,
    make_stranger,
    merge,
    standing,
)
from tests.conferences.talkers import at_once, make_moderator, make_staff, refusal_of
from tests.factories.conferences import SpeakerFactory
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db
PHONE = "Позвоните мне: +7 701 123 45 67."


@pytest.fixture
def hall():
    return make_hall()


def correct(row, actor, body="Почистим до пятницы.", **said):
    return answer_correct(
        answer_id=row.pk, body=body, actor=actor, reader=reader_for(actor), **said
    )


def take_back(row, actor, reason="mistake"):
    return answer_withdraw(answer_id=row.pk, reason=reason, actor=actor, reader=reader_for(actor))


def test_a_speaker_answers_as_themself(hall):
    question = ask(hall)
    row = answer(question, hall.speaker, time_mark=330)
    assert (row.speaker_id, row.written_by, row.language, row.time_mark) == (
        hall.seat.pk,
        hall.speaker,
        "ru",
        330,
    )
    assert standing(question) == [row]


def test_the_language_is_that_of_the_words(hall):
    text = "Жолды осы аптаның соңына дейін тазалаймыз, жұмыс басталып кетті."
    assert answer(ask(hall), hall.speaker, text).language == "kk"


def test_the_author_is_told_without_a_word_of_it(hall):
    question = ask(hall)
    answer(question, hall.speaker)
    notice = Notice.objects.get(user=question.author)
    assert notice.kind == "question.answered"
    assert str(question.number) in notice_text(notice.kind, notice.data)
    event = Event.objects.get(verb="question.answer")
    assert ANSWER not in str(event.data)
    assert "sent_all_the_same" not in event.data


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.HEAD])
def test_clerk_and_head_write_for_a_speaker_or_for_the_agency(hall, kind):
    who = make_staff(kind, hall.conference.agency)
    assert answer(ask(hall), who, speaker_id=hall.seat.pk).speaker == hall.seat
    assert answer(ask(hall), who).speaker is None


def test_a_speaker_does_not_write_for_another(hall):
    other = SpeakerFactory(conference=hall.conference)
    code = refusal_of(lambda: answer(ask(hall), hall.speaker, speaker_id=other.pk))
    assert code == "not_allowed"


def test_a_speaker_of_another_conference_is_none_here(hall):
    other = SpeakerFactory()
    code = refusal_of(lambda: answer(ask(hall), hall.clerk, speaker_id=other.pk))
    assert code == "not_here"


def test_nobody_answers_for_a_speaker_who_left(hall):
    hall.seat.left_at = hall.conference.closes_at
    hall.seat.save()
    code = refusal_of(lambda: answer(ask(hall), hall.clerk, speaker_id=hall.seat.pk))
    assert code == "speaker_left"


@pytest.mark.parametrize(
    "who", ["citizen", "moderator", "editor", "stranger", "operator", "left", "asker"]
)
def test_others_do_not_answer(hall, who):
    question = ask(hall)

    def left():
        hall.seat.left_at = hall.conference.closes_at
        hall.seat.save()
        return hall.speaker

    people = {
        "citizen": make_citizen,
        "moderator": make_moderator,
        "editor": lambda: make_staff(RoleKind.EDITOR, hall.conference.agency),
        "stranger": make_stranger,
        "operator": lambda: make_staff(RoleKind.OPERATOR),
        "left": left,
        "asker": lambda: question.author,
    }
    actor = people[who]()
    assert refusal_of(lambda: answer(question, actor)) == "not_allowed"
    assert standing(question) == []


@pytest.mark.parametrize("phase", ["announced", "cancelled"])
def test_no_answer_before_the_opening_and_none_when_cancelled(phase):
    hall = make_hall(**{phase: True})
    assert refusal_of(lambda: answer(ask(hall), hall.speaker)) == "wrong_phase"


def test_no_answer_once_it_is_cancelled(hall):
    question = ask(hall)
    cancel(hall.conference)
    assert refusal_of(lambda: answer(question, hall.speaker)) == "wrong_phase"


@pytest.mark.parametrize("phase", ["closed", "answering", "summary", "archived"])
def test_answers_are_taken_ever_after(phase):
    hall = make_hall(**{phase: True})
    assert answer(ask(hall), hall.speaker).pk


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
def test_only_published_questions_are_answered(hall, state):
    question = ask(hall, state=state)
    assert refusal_of(lambda: answer(question, hall.speaker)) == "wrong_state"


def test_a_merged_question_names_the_other(hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    with pytest.raises(Refused) as refusal:
        answer(source, hall.speaker)
    assert refusal.value.code == "merged"
    assert str(target.number) in str(refusal.value.message)


@pytest.mark.parametrize(
    ("body", "code"),
    [("", "blank"), (" \u200b\n", "blank"), ("а" * 10_001, "too_long")],
    ids=["empty", "invisible", "long"],
)
def test_an_answer_has_words(hall, body, code):
    assert refusal_of(lambda: answer(ask(hall), hall.speaker, body)) == code


def test_the_second_to_answer_is_told(hall):
    question = ask(hall)
    answer(question, hall.speaker, seen="")
    assert refusal_of(lambda: answer(question, hall.clerk, seen="")) == "answered_already"
    assert len(standing(question)) == 1
    assert answer(question, hall.clerk).pk
    assert len(standing(question)) == 2


def test_what_is_found_is_shown_once(hall):
    question = ask(hall)
    with pytest.raises(Refused) as refusal:
        answer(question, hall.speaker, PHONE)
    assert refusal.value.code == "marks"
    assert ["701" in words for _class, words in refusal.value.found] == [True]
    assert standing(question) == []
    row = answer(question, hall.speaker, PHONE, send_anyway=True)
    event = Event.objects.get(verb="question.answer")
    assert event.data["sent_all_the_same"] == ["phone"]
    assert row.body == PHONE


def test_an_answer_is_corrected(hall):
    question = ask(hall)
    former = answer(question, hall.speaker, time_mark=10)
    row = correct(former, hall.speaker, time_mark=20)
    assert standing(question) == [row]
    assert (row.speaker_id, row.time_mark, row.answered_at) == (
        former.speaker_id,
        20,
        former.answered_at,
    )
    former.refresh_from_db()
    assert former.withdrawn_at is not None
    assert Event.objects.get(verb="question.answer_withdraw").data["reason"] == "corrected"
    assert Notice.objects.filter(kind="question.answered").count() == 1


def test_a_correction_that_changes_nothing(hall):
    former = answer(ask(hall), hall.speaker)
    assert refusal_of(lambda: correct(former, hall.speaker, former.body)) == "unchanged"


def test_a_correction_is_looked_at_as_well(hall):
    former = answer(ask(hall), hall.speaker)
    assert refusal_of(lambda: correct(former, hall.speaker, PHONE)) == "marks"
    assert standing(former.question) == [former]


def test_an_answer_is_taken_back_with_a_reason(hall):
    row = answer(ask(hall), hall.speaker)
    take_back(row, hall.speaker, "elsewhere")
    assert standing(row.question) == []
    event = Event.objects.get(verb="question.answer_withdraw")
    assert (event.data["reason"], event.data["answer"]) == ("elsewhere", row.pk)


@pytest.mark.parametrize("reason", ["", "because", "corrected"])
def test_the_reason_is_of_the_list(hall, reason):
    row = answer(ask(hall), hall.speaker)
    assert refusal_of(lambda: take_back(row, hall.speaker, reason)) == "reason"
    assert standing(row.question) == [row]


def test_an_answer_is_taken_back_once(hall):
    row = answer(ask(hall), hall.speaker)
    take_back(row, hall.speaker)
    assert refusal_of(lambda: take_back(row, hall.speaker)) == "wrong_state"
    assert refusal_of(lambda: correct(row, hall.speaker)) == "wrong_state"


def test_a_speaker_leaves_the_answers_of_others_alone(hall):
    other = make_citizen()
    SpeakerFactory(conference=hall.conference, user=other)
    row = answer(ask(hall), hall.speaker)
    assert refusal_of(lambda: take_back(row, other)) == "not_allowed"
    assert refusal_of(lambda: correct(row, other)) == "not_allowed"
    assert take_back(row, hall.clerk).withdrawn_at


@pytest.mark.parametrize("who", ["citizen", "moderator", "stranger"])
def test_others_change_no_answer(hall, who):
    people = {
        "citizen": make_citizen,
        "moderator": make_moderator,
        "stranger": lambda: make_stranger(RoleKind.HEAD),
    }
    row = answer(ask(hall), hall.speaker)
    actor = people[who]()
    assert refusal_of(lambda: take_back(row, actor)) == "not_allowed"
    assert refusal_of(lambda: correct(row, actor)) == "not_allowed"


def test_an_answer_goes_with_the_question_it_answers(hall):
    source, target = ask(hall), ask(hall)
    gone = answer(source, hall.speaker)
    take_back(gone, hall.speaker)
    row = answer(source, hall.speaker)
    merge(source, target, hall.clerk)
    assert standing(source) == []
    assert standing(target) == [row]
    assert Event.objects.get(verb="question.merge").data["answers"] == [row.pk]
    assert correct(row, hall.speaker).question_id == target.pk
    gone.refresh_from_db()
    assert gone.question_id == source.pk


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("", None),
        ("  ", None),
        ("0:00", 0),
        ("5:30", 330),
        ("05:30", 330),
        ("75:10", 4510),
        ("120:00", 7200),
        ("1:02:03", 3723),
        (" 23:59:59 ", 86399),
    ],
)
def test_a_time_mark_is_read(written, seconds):
    assert time_mark_read(written) == seconds


@pytest.mark.parametrize(
    "written",
    [
        "5",
        "5:3",
        "5:60",
        "1:60:00",
        "24:00:00",
        "-1:00",
        "1:2:3",
        "a:bc",
        "٥:٣٠",
        "5:30\n6",
        "1440:00",
    ],
)
def test_a_time_mark_that_is_none(written):
    assert refusal_of(lambda: time_mark_read(written)) == "time_mark"


@pytest.mark.parametrize("mark", [-1, 86_400])
def test_the_service_knows_what_a_mark_is(hall, mark):
    assert refusal_of(lambda: answer(ask(hall), hall.speaker, time_mark=mark)) == "time_mark"


class TestAtOnce:
    """Two at the same moment. Real transactions."""

    pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

    def test_two_clerks_answer_the_same_question(self):
        hall = make_hall()
        question = ask(hall)
        who = [make_staff(RoleKind.CLERK, hall.conference.agency) for _ in range(3)]
        results = at_once([lambda actor=actor: answer(question, actor, seen="") for actor in who])
        assert sum(isinstance(told, QuestionAnswer) for told in results) == 1
        assert results.count("answered_already") == 2
        assert Notice.objects.filter(kind="question.answered").count() == 1

    def test_one_corrects_and_another_takes_back(self):
        hall = make_hall()
        row = answer(ask(hall), hall.speaker)
        results = at_once(
            [lambda: correct(row, hall.speaker).pk, lambda: take_back(row, hall.clerk).pk]
        )
        assert results.count("wrong_state") == 1
        assert QuestionAnswer.objects.filter(withdrawn_at=None).count() <= 1

    def test_an_answer_meets_a_merge(self):
        hall = make_hall()
        source, target = ask(hall), ask(hall)
        results = at_once(
            [
                lambda: answer(source, hall.speaker, seen=""),
                lambda: merge(source, target, hall.clerk),
            ]
        )
        source.refresh_from_db()
        assert source.state == QuestionState.MERGED
        assert standing(source) == []
        assert len(standing(target)) == isinstance(results[0], QuestionAnswer)
        assert results[0] == "merged" or standing(target) == [results[0]]


def test_writing_needs_the_actor_themself(hall):
    question = ask(hall)
    code = refusal_of(
        lambda: answer_write(
            question_id=question.pk,
            body=ANSWER,
            actor=make_citizen(),
            reader=reader_for(hall.clerk),
        )
    )
    assert code == "not_allowed"
