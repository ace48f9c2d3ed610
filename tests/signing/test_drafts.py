"""Drafts: nothing typed is lost, nothing is read by others."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.utils import timezone

import pytest

from core.errors import Refused
from core.models import RowKey, SealedBlob
from ledger.models import Event
from signing.drafts import (
    draft_before,
    draft_discard,
    draft_get,
    draft_list,
    draft_open,
    draft_read,
    draft_save,
)
from signing.files import file_take
from signing.models import Draft, File, SignedPayload
from tests.factories.signing import PURPOSE, make_draft, make_payload, make_person, upload

pytestmark = pytest.mark.django_db


def open_draft(owner, key="office:1"):
    return draft_open(owner=owner, purpose=PURPOSE, object_key=key)


def save(draft, revision=None, **values):
    return draft_save(
        draft=draft, owner=draft.owner, values=values, step="write", expected_revision=revision
    )


def test_opening_twice_gives_one_draft_and_other_things_their_own():
    owner = make_person()
    draft = open_draft(owner)
    assert open_draft(owner) == draft
    assert open_draft(owner, "office:2") != draft
    assert open_draft(make_person()) != draft


def test_a_draft_begins_empty():
    draft = open_draft(make_person())
    assert draft_read(draft) == {}
    assert draft.revision == 0


def test_saving_merges_the_steps():
    draft = open_draft(make_person())
    save(draft, subject="Жол", text="Бір")
    saved = save(draft, place="Үлгі ауылы", files=["a"], publish=True)
    assert draft_read(saved) == {
        "subject": "Жол",
        "text": "Бір",
        "place": "Үлгі ауылы",
        "files": ["a"],
        "publish": True,
    }
    assert saved.step == "write"
    assert draft_read(draft_get(owner=draft.owner, draft_id=draft.pk)) == draft_read(saved)


def test_the_same_words_again_change_no_revision():
    draft = save(open_draft(make_person()), text="Бір")
    again = save(draft, text="Бір")
    assert again.revision == draft.revision == 1
    assert save(draft, text="Екі").revision == 2


def test_a_newer_save_of_the_same_tab_may_empty_a_field():
    draft = save(open_draft(make_person()), 0, text="Бір", place="Ауыл")
    saved = save(draft, draft.revision, place="")
    assert draft_read(saved) == {"text": "Бір", "place": ""}
    assert draft_before(saved) == {}


@pytest.mark.parametrize("empty", ["", None, []])
def test_an_old_tab_never_empties_a_field(empty):
    draft = save(open_draft(make_person()), 0, text="Бір")
    saved = save(draft, 0, text=empty)
    assert draft_read(saved) == {"text": "Бір"}


def test_an_old_tab_wins_and_the_replaced_words_are_kept():
    draft = save(open_draft(make_person()), 0, text="Бірінші бет", subject="Жол")
    saved = save(draft, 0, text="Екінші бет", subject="Жол")
    assert draft_read(saved)["text"] == "Екінші бет"
    assert draft_before(saved) == {"text": "Бірінші бет"}


def test_without_a_revision_the_values_win_and_the_replaced_words_are_kept():
    draft = save(open_draft(make_person()), text="Бір")
    saved = save(draft, text="")
    assert draft_read(saved) == {"text": ""}
    assert draft_before(saved) == {"text": "Бір"}


def test_another_person_finds_nothing():
    draft, other = make_draft(), make_person()
    with pytest.raises(LookupError):
        draft_get(owner=other, draft_id=draft.pk)
    with pytest.raises(LookupError):
        draft_save(draft=draft, owner=other, values={"text": "x"}, step="write")
    with pytest.raises(LookupError):
        draft_discard(draft=draft, owner=other)
    assert draft_list(other) == []
    draft.refresh_from_db()
    assert draft_read(draft)["text"] != "x"


def test_a_guessed_id_finds_nothing():
    with pytest.raises(LookupError):
        draft_get(owner=make_person(), draft_id=uuid4())


def test_a_sent_draft_is_closed_and_a_new_one_opens():
    draft = make_draft()
    Draft.objects.update(sent_at=timezone.now())
    with pytest.raises(Refused) as refused:
        save(draft, text="Тағы")
    assert refused.value.code == "draft_sent"
    with pytest.raises(Refused):
        draft_discard(draft=draft, owner=draft.owner)
    fresh = draft_open(owner=draft.owner, purpose=draft.purpose, object_key=draft.object_key)
    assert fresh != draft


def test_too_long_a_text_is_refused_and_the_former_stays():
    draft = make_draft(text="Бір")
    with pytest.raises(Refused) as refused:
        save(draft, text="ә" * 100_001)
    assert refused.value.code == "draft_too_large"
    draft.refresh_from_db()
    assert draft_read(draft)["text"] == "Бір"


def test_half_a_character_does_no_harm():
    saved = save(open_draft(make_person()), text="a\ud83db")
    assert draft_read(Draft.objects.get(pk=saved.pk))["text"] == "a?b"


def test_the_list_has_the_open_ones_newest_first():
    owner = make_person()
    old, new, sent = (make_draft(owner=owner, object_key=f"office:{n}") for n in range(3))
    Draft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=1))
    Draft.objects.filter(pk=sent.pk).update(sent_at=timezone.now())
    assert draft_list(owner) == [new, old]


def test_the_table_holds_nothing_in_clear():
    draft = make_draft(text="canary-words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM signing_draft")
        raw = bytes(cursor.fetchone()[0])
    assert b"canary" not in raw
    assert draft_read(draft)["text"] == "canary-words"


def test_discarding_destroys_words_files_payloads_and_keys(django_capture_on_commit_callbacks):
    keys, blobs = RowKey.objects.count(), SealedBlob.objects.count()
    draft = make_draft()
    file = file_take(owner=draft.owner, draft=draft, upload=upload(b"text"))
    make_payload(draft=draft, files=[file])
    stored = Path(settings.PRIVATE_DIR) / file.stored_as
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        draft_discard(draft=draft, owner=draft.owner)
    assert not Draft.objects.exists()
    assert not File.objects.exists()
    assert not SignedPayload.objects.exists()
    assert (RowKey.objects.count(), SealedBlob.objects.count()) == (keys, blobs)
    assert not stored.exists()


def test_events_say_what_was_done_without_words():
    draft = make_draft(text="canary-words")
    draft_discard(draft=draft, owner=draft.owner)
    verbs = (
        Event.objects.filter(target_id=str(draft.pk)).order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["draft.open", "draft.discard"]
    assert "canary" not in str(list(Event.objects.values()))
