"""Very many entries at once are found like any other."""

import pytest

from search.loading import entries_load, full_text_paused
from search.models import SearchEntry
from search.selectors import search
from search.services import entry_update

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_loaded_rows_equal_written_ones(notes) -> None:
    odd = 'Вода\\t "дом"\tи\nпроч. \\N {x} \\'
    notes.put("1", odd, odd * 3, number="OD-2026-00000001", agency_id=3, office_id=None)
    written = SearchEntry.objects.values().get()
    SearchEntry.objects.all().delete()
    with full_text_paused():
        assert entries_load(kind="note", records=notes.public["1"]) == 1
    loaded = SearchEntry.objects.values().get()
    assert loaded.pop("entered_at") >= written.pop("entered_at")
    assert {**loaded, "id": 0} == {**written, "id": 0}


def test_loaded_rows_are_found_and_can_change(notes) -> None:
    rows = [notes.record(str(n), f"Вода {n}") for n in range(1, 30)]
    entries_load(kind="note", records=rows)
    assert search(query="водой").count == 29
    entry_update(kind="note", object_id="1")
    assert search(query="водой").count == 28
