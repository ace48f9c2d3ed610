"""Finding: the same on both engines, whatever is typed."""

from datetime import timedelta
from io import StringIO

from django.core.management import CommandError, call_command
from django.utils import translation

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.keyset import BadCursor
from search.models import SearchEntry
from search.selectors import search, search_ids, similar
from search.services import entry_update, index_rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def ids(query: str, **options) -> list[str]:
    return [row.object_id for row in search(query=query, **options).rows]


@pytest.fixture
def street(notes):
    notes.put("1", "Ремонт дороги", "Яма на дороге у школы. Дорога опасна.", agency_id=7)
    notes.put("2", "Мектептің жылуы", "Мектебіміз суық, жолдар жабық.", language="kk", agency_id=8)
    notes.put("3", "School bus", "The buses are late at the school stop.", language="en")
    notes.put("4", "Освещение", "Школа без света, ремонт фонаря.", agency_id=7, office_id=70)
    return notes


def test_all_words_must_be_there(street) -> None:
    assert ids("школа ремонт") == ["4", "1"]
    assert ids("школа ремонт дорога") == ["1"]
    assert ids("школа самолёт") == []


@pytest.mark.parametrize(
    ("query", "found"),
    [("дорог", ["1"]), ("МЕКТЕП", ["2"]), ("жол", ["2"]), ("bus", ["3"]), ("на дорогах", ["1"])],
)
def test_any_form_finds(street, query: str, found: list[str]) -> None:
    assert ids(query) == found


def test_phrase_in_quotes_wants_the_words_side_by_side(street) -> None:
    assert ids("школы дорога") == ["1"]
    assert ids('"ремонт фонаря"') == ["4"]
    assert ids("«фонаря ремонт»") == []
    assert ids("«Мектебіміз суық»") == ["2"]


def test_little_words_count_only_alone(street) -> None:
    assert ids("в школе о ремонте") == ["4", "1"]
    assert ids("the") == ["3"]


def test_number_finds_exactly_one(notes) -> None:
    notes.put("1", "Первое", "смотрите OD-2026-00000002", number="OD-2026-00000001")
    notes.put("2", "Второе", number="OD-2026-00000002")
    notes.put("3", "Старое", number="482253")
    assert ids("od-2026-00000002") == ["2"]
    assert ids("оД–2026–2") == ["2"]
    assert ids("482253") == ["3"]
    assert ids("482254") == []
    assert sorted(ids("смотрите OD-2026-00000002")) == ["1"]


def test_filters(street, leaflets) -> None:
    leaflets.put("9", "Школа", language="ru")
    leaflets.put("9", "Мектеп, школа", language="kk")
    assert ids("школа", kinds=["note"]) == ["4", "1"]
    assert ids("школа", agency_id=7) == ["4", "1"]
    assert ids("школа", office_id=70) == ["4"]
    assert ids("школа", kinds=["note"], language="kk") == []
    assert ids("школа", kinds=["unknown"]) == []
    assert ids("школа", page_language="ru") == ["9", "4", "1"]
    assert ids("школа") == ["9", "9", "4", "1"]


def test_address_has_the_language_of_the_page_or_of_the_reader(street, leaflets) -> None:
    leaflets.put("9", "Школа", language="ru", url="/ru/guide/school/")
    with translation.override("en"):
        page, text = search(query="школа", agency_id=None).rows[:2]
    assert (page.url, text.url) == ("/ru/guide/school/", "/en/notes/4/")


def test_relevance_puts_the_title_first(notes) -> None:
    notes.put("1", "Вода", "Нет воды. Воды нет.")
    notes.put("2", "Тепло", "Вода и тепло.")
    notes.put("3", "Свет", "Вода, вода и ещё вода.")
    assert ids("вода") == ["3", "2", "1"]
    assert ids("вода", order="relevance") == ["1", "3", "2"]


@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_pages_hold_each_row_once(notes, order: str) -> None:
    notes.put_many([notes.record(str(n), f"Вода {n}") for n in range(1, 48)])
    seen, cursor, back = [], "", ""
    for expected in (20, 20, 7):
        page = search(query="вода", order=order, after=cursor)
        assert len(page.rows) == expected
        seen += [row.object_id for row in page.rows]
        cursor, back = page.next_cursor, page.previous_cursor
    assert cursor == ""
    assert len(set(seen)) == 47
    assert seen[:3] == ["47", "46", "45"]
    before = search(query="вода", order=order, after=back)
    assert [row.object_id for row in before.rows] == seen[20:40]


@pytest.mark.parametrize("cursor", ["x", "r-1", "r9999999", "r٣", "WzFd", "e30", "🙂"])
@pytest.mark.parametrize("order", ["newest", "relevance"])
def test_made_up_cursor_is_refused(street, cursor: str, order: str) -> None:
    with pytest.raises(BadCursor):
        search(query="школа", after=cursor, order=order)


def test_count_is_exact_up_to_a_thousand(notes) -> None:
    notes.put_many([notes.record(str(n), "Вода") for n in range(1, 1001)])
    with translation.override("en"):
        assert search(query="вода").count_text == "1000 results"
        notes.put("1001", "Вода")
        assert search(query="вода").count_text == "more than 1,000 results"


def test_relevance_looks_at_the_newest_only(notes) -> None:
    notes.put("1", "Вода")
    notes.put_many([notes.record(str(n), "Свет", "вода") for n in range(2, 3003)])
    assert ids("вода", order="relevance", limit=1) == ["3002"]
    notes.put("2500", "Вода")
    assert ids("вода", order="relevance", limit=1) == ["2500"]
    assert len(search_ids(query="вода", kind="note")) == 3000


def test_search_ids(street) -> None:
    assert search_ids(query="школа", kind="note") == ["4", "1"]
    assert search_ids(query="школа", kind="note", office_id=70) == ["4"]
    assert search_ids(query=" ", kind="note") == []


@pytest.mark.parametrize("query", ["", "   ", '""', "!?", "«»", "\u200b", "***"])
def test_blank_query_finds_nothing(street, query: str) -> None:
    page = search(query=query)
    assert (page.rows, page.count, page.next_cursor) == ([], 0, "")


@pytest.mark.parametrize(
    "query",
    [
        "школа OR дорога",
        "NEAR(школа)",
        "школа*",
        '"школа',
        "(школа",
        "'школа'",
        "школа:*",
        "a & !b | (c <-> d)",
        "-школа",
        "stems:школа",
        "школа\x00",
        "\\",
        "%s",
        "; DROP TABLE x",
        "ш" * 5000,
        "школа " * 1000,
        "1e5 0x1f 12abc 3.14 -5",
        "e@mail.kz http://x.kz/a?b=c",
    ],
)
def test_syntax_of_the_databases_is_only_text(street, query: str) -> None:
    assert isinstance(ids(query), list)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.one_of(
        st.text(max_size=250),
        st.lists(
            st.sampled_from(
                'школа дорог мектеп " « ( ) * : & | ! <-> NEAR OR NOT 1e5 -1 OD'.split()
            ),
            max_size=20,
        ).map(" ".join),
    )
)
def test_no_query_is_an_error(street, query: str) -> None:
    for order in ("newest", "relevance"):
        assert search(query=query, order=order).count <= 4
    assert search_ids(query=query, kind="note") is not None


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=80)
)
def test_a_text_is_found_by_its_own_words(notes, text: str) -> None:
    SearchEntry.objects.all().delete()
    notes.public.clear()
    notes.put("1", text)
    if SearchEntry.objects.get().stems:
        assert ids(text) == ["1"]


def test_private_again_is_not_found(street) -> None:
    del street.public["1"]
    entry_update(kind="note", object_id="1")
    assert ids("дорога") == []


def test_language_that_went_is_taken_out(notes) -> None:
    notes.put("1", "Школа")
    notes.put("1", "School", language="en")
    notes.public["1"].pop(0)
    entry_update(kind="note", object_id="1")
    assert [row.language for row in SearchEntry.objects.all()] == ["en"]


def test_changed_text_is_found_by_its_new_words_only(notes) -> None:
    notes.put("1", "Школа")
    notes.public["1"] = [notes.record("1", "Больница")]
    entry_update(kind="note", object_id="1")
    assert (ids("школа"), ids("больница")) == ([], ["1"])
    assert SearchEntry.objects.count() == 1


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(LookupError):
        entry_update(kind="nothing", object_id="1")


def test_rebuild_mends_what_is_missing_wrong_and_stale(street) -> None:
    SearchEntry.objects.filter(object_id="1").delete()
    SearchEntry.objects.filter(object_id="2").update(stems=" чужое ")
    del street.public["4"]
    index_rebuild("note")
    assert (ids("дорога"), ids("мектеп"), ids("фонарь"), ids("чужое")) == (["1"], ["2"], [], [])


def test_rebuild_command(street) -> None:
    SearchEntry.objects.all().delete()
    out, err = StringIO(), StringIO()
    call_command("search_rebuild", kind="note", stdout=out, stderr=err)
    assert "4 entries" in out.getvalue()
    assert "note: 4" in err.getvalue()
    with pytest.raises(CommandError, match="note"):
        call_command("search_rebuild", kind="nothing", stderr=err)


def test_similar_shares_rare_words(notes) -> None:
    for n in range(1, 6):
        notes.put(str(n), "Просим отремонтировать", "Улица без света")
    notes.put("6", "Лифт стоит", "Подъёмник в больнице сломан, просим починить лифт")
    notes.put("7", "Лифт", "Новый лифт в больнице")
    found = similar("Просим починить лифт в больнице", kinds=["note"])
    assert [row.object_id for row in found[:2]] == ["6", "7"]
    assert "6" not in [r.object_id for r in similar("починить лифт больницы", exclude=["6"])]
    assert similar("", kinds=["note"]) == []
    assert similar("и на", kinds=["note"]) == []


def test_rows_cost_no_more_queries(notes, django_assert_num_queries) -> None:
    notes.put("1", "Вода")
    with django_assert_num_queries(2):
        assert len(search(query="вода").rows) == 1
    notes.put_many([notes.record(str(n), "Вода") for n in range(2, 12)])
    with django_assert_num_queries(2):
        assert len(search(query="вода").rows) == 11


def test_order_of_equal_times_is_stable(notes) -> None:
    same = notes.record("1", "Вода").at
    notes.put_many([notes.record(str(n), "Вода", at=same) for n in range(1, 6)])
    assert ids("вода", limit=2) == ids("вода")[:2]
    notes.put("6", "Вода", at=same + timedelta(seconds=1))
    assert ids("вода")[0] == "6"
