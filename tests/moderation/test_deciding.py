"""Decisions: who may, on what wording, on which ground, and what is left afterwards."""

from wagtail.models import ModelLogEntry, Revision, TaskState, WorkflowState

import pytest

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import Decision, ModeratedText
from moderation.services import (
    moderation_approve,
    moderation_refuse,
    moderation_start,
    moderation_withdraw,
)
from moderation.tasks import moderation_start_task
from moderation.wording import GAP, Wording
from tests.factories.agencies import AgencyFactory
from tests.factories.moderation import (
    KIND,
    SECRET,
    TEXT,
    make_former_moderator,
    make_item,
    make_moderator,
    make_person,
    make_role,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]


@pytest.fixture(params=["with a workflow", "without"])
def item(request):
    if request.param == "with a workflow":
        make_workflow()
    return make_item(target_id="7")


def cut_of(words, ground="abuse"):
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "ground": ground}


def refusal_of(call, **words):
    with pytest.raises(Refused) as refused:
        call(**words)
    return refused.value.code


# What a decision does.


def test_approved_as_written_is_published_as_written(item, moderator, notes):
    outcome = moderation_approve(item=item, actor=moderator, **words_of(item))
    assert outcome.decision == Decision.APPROVED
    words = {"subject": "Дорога", "body": TEXT, "cuts": [], "actor": moderator}
    assert notes.told == [("approve", "7", words)]


def test_a_changed_word_makes_it_corrected(item, moderator, notes):
    words = words_of(item) | {"body": TEXT.replace("починить", "отремонтировать")}
    assert moderation_approve(item=item, actor=moderator, **words).decision == Decision.CORRECTED
    assert "отремонтировать" in notes.told[0][2]["body"]


def test_words_taken_out_never_reach_the_target(item, moderator, notes):
    words = words_of(item) | {"cuts": [cut_of(SECRET)]}
    assert moderation_approve(item=item, actor=moderator, **words).decision == Decision.CORRECTED
    told = notes.told[0][2]
    assert SECRET not in told["body"]
    [gap] = told["cuts"]
    assert told["body"][gap["start"] : gap["end"]] == GAP
    assert gap["ground"] == "abuse"


def test_masked_personal_data_is_a_correction(moderator):
    item = make_item(body="Мой телефон +7 701 234 56 78.")
    outcome = moderation_approve(item=item, actor=moderator, **words_of(item))
    assert outcome.decision == Decision.CORRECTED


def test_a_moderator_may_restore_what_screening_masked(moderator):
    body = "Телефон горячей линии 8 701 234 56 78."
    item = make_item(body=body)
    assert item.cuts
    words = {"subject": item.subject, "body": body, "cuts": []}
    assert moderation_approve(item=item, actor=moderator, **words).decision == Decision.APPROVED


def test_refused_publication_tells_the_target_ground_and_note(item, moderator, notes, grounds):
    outcome = moderation_refuse(item=item, actor=moderator, ground="abuse", note=" Смягчите. ")
    assert outcome.decision == Decision.REFUSED
    words = {"ground": grounds["abuse"], "note": "Смягчите.", "actor": moderator}
    assert notes.told == [("refuse", "7", words)]


def test_the_target_is_locked_before_the_queue(item, moderator, notes):
    moderation_approve(item=item, actor=moderator, **words_of(item))
    assert notes.locked == ["7"]


def test_the_event_keeps_the_decision_and_nobody_s_words(item, moderator):
    words = words_of(item) | {"cuts": [cut_of(SECRET)]}
    moderation_approve(item=item, actor=moderator, **words)
    event = Event.objects.get(verb="moderation.corrected")
    assert event.actor == moderator
    data = {"kind": KIND, "target_id": "7", "grounds": ["abuse"], "files": 0}
    assert event.data == data


def test_the_note_is_not_in_the_event(item, moderator):
    moderation_refuse(item=item, actor=moderator, ground="abuse", note="Смягчите.")
    event = Event.objects.get(verb="moderation.refused")
    assert event.data == {"kind": KIND, "target_id": "7", "ground": "abuse"}


def withdraw(item, moderator):
    moderation_withdraw(kind=item.kind, target_id=item.target_id)


def approve(item, moderator):
    moderation_approve(item=item, actor=moderator, **words_of(item))


def refuse(item, moderator):
    moderation_refuse(item=item, actor=moderator, ground="abuse", note="Смягчите.")


@pytest.mark.engine
@pytest.mark.parametrize("decide", [approve, refuse, withdraw])
def test_nothing_of_a_decided_text_is_left_in_wagtail_s_tables(item, moderator, decide):
    moderation_start(item_id=item.pk)
    decide(item, moderator)
    for model in (ModeratedText, Revision, WorkflowState, TaskState, ModelLogEntry):
        assert not model.objects.exists(), model


def test_the_rest_of_the_queue_keeps_its_workflow(item, moderator):
    other = make_item()
    count = other.workflow_states.count()
    approve(item, moderator)
    assert list(ModeratedText.objects.all()) == [other]
    assert other.workflow_states.count() == count
    assert ModelLogEntry.objects.filter(object_id=str(other.pk)).count() == count


def test_a_worker_that_comes_late_finds_nothing_to_do(item, moderator):
    approve(item, moderator)
    moderation_start_task.enqueue(item.pk)
    assert not WorkflowState.objects.exists()


def test_a_decision_does_not_wait_for_the_worker(moderator, settings, notes):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    make_workflow()
    item = make_item()
    assert item.current_workflow_state is None
    assert moderation_approve(item=item, actor=moderator, **words_of(item)).is_final


def test_what_the_target_refuses_is_not_decided(item, moderator, notes):
    notes.refusal = Refused("No consent.", code="no_consent")
    assert refusal_of(approve, item=item, moderator=moderator) == "no_consent"
    assert ModeratedText.objects.filter(pk=item.pk).exists()
    assert not Event.objects.filter(verb="moderation.approved").exists()


# Who may not.


def clerk():
    person = make_person()
    make_role(person, "clerk", agency=AgencyFactory())
    return person


def operator():
    person = make_person()
    make_role(person, "operator")
    return person


@pytest.mark.parametrize(
    "make",
    [
        make_person,
        make_former_moderator,
        clerk,
        operator,
        lambda: make_person(is_superuser=True),
        lambda: make_moderator(is_active=False),
    ],
    ids=["person", "former moderator", "clerk", "operator", "superuser", "switched off"],
)
@pytest.mark.parametrize("decide", [approve, refuse])
def test_nobody_but_a_moderator_decides(item, notes, make, decide):
    with pytest.raises(NotAllowed):
        decide(item, make())
    assert notes.told == []
    assert ModeratedText.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("decide", [approve, refuse])
def test_nobody_decides_on_an_own_text(item, notes, moderator, decide):
    notes.author_id = moderator.pk
    with pytest.raises(NotAllowed):
        decide(item, moderator)
    assert notes.told == []


@pytest.mark.parametrize("decide", [approve, refuse])
def test_what_is_decided_is_decided(item, notes, moderator, decide):
    approve(item, moderator)
    assert refusal_of(decide, item=item, moderator=make_moderator()) == "decided_already"
    assert len(notes.told) == 1


# On which wording and ground not.


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"body": ""}, "blank"),
        ({"body": " \u200b\n "}, "blank"),
        ({"body": "...", "cuts": []}, "blank"),
        ({"subject": "  "}, "blank"),
        ({"cuts": [{"start": 0, "end": len(TEXT), "ground": "abuse"}]}, "blank"),
        ({"subject": "а" * 251}, "too_long"),
        ({"cuts": [{"start": 0, "end": len(TEXT) + 1, "ground": "abuse"}]}, "cut_range"),
        ({"cuts": [{"start": 5, "end": 5, "ground": "abuse"}]}, "cut_range"),
        ({"cuts": [{"start": 0, "end": 5}]}, "cut_range"),
        ({"cuts": [{"start": 0, "end": 5, "ground": "nothing"}]}, "cut_ground"),
        ({"cuts": [{"start": 0, "end": 5, "ground": "duplicate"}]}, "cut_ground"),
        ({"release": ["77"]}, "file"),
        ({"seen": Wording("Other", "text").fingerprint}, "changed"),
    ],
)
def test_a_wording_that_may_not_be_published(item, moderator, notes, changes, code):
    words = words_of(item) | changes
    assert refusal_of(moderation_approve, item=item, actor=moderator, **words) == code
    assert notes.told == []
    assert ModeratedText.objects.get(pk=item.pk).body == TEXT


@pytest.mark.parametrize("ground", ["nothing", "spelling", ""])
def test_a_ground_that_refuses_nothing(item, moderator, ground):
    words = {"item": item, "actor": moderator, "ground": ground}
    assert refusal_of(moderation_refuse, **words) == "ground"


def test_grounds_out_of_use_count_for_nothing(item, moderator, grounds):
    grounds["abuse"].is_active = False
    grounds["abuse"].save()
    words = {"item": item, "actor": moderator}
    assert refusal_of(moderation_refuse, ground=grounds["abuse"], **words) == "ground"
    gap = words_of(item) | {"cuts": [cut_of(SECRET)]}
    assert refusal_of(moderation_approve, **words, **gap) == "cut_ground"


# Files.


def test_only_ticked_files_of_this_text_become_public(item, moderator, notes):
    notes.files = [{"id": 1, "name": "a.pdf"}, {"id": 2, "name": "b.pdf"}]
    moderation_approve(item=item, actor=moderator, release=["2"], **words_of(item))
    told = {"file_ids": ["2"], "actor": moderator}
    assert notes.told[1] == ("release", "7", told)


def test_no_file_becomes_public_by_itself(item, moderator, notes):
    notes.files = [{"id": 1, "name": "a.pdf"}]
    moderation_approve(item=item, actor=moderator, **words_of(item))
    assert [verb for verb, *_rest in notes.told] == ["approve"]


def test_files_named_at_opening_are_the_only_ones(moderator, notes):
    notes.files = [{"id": 1, "name": "a.pdf"}, {"id": 2, "name": "b.pdf"}]
    item = make_item(files=["1"])
    words = {"item": item, "actor": moderator} | words_of(item)
    assert refusal_of(moderation_approve, release=["2"], **words) == "file"
