"""Forms of a word meet in one stem; numbers stay whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.kazakh import kazakh_stem
from search.stems import alternatives, number_form, stems_of

KAZAKH = """
жол жолдар жолды жолдың жолға жолда жолдан жолы жолымыз жолдары жолдарының жолдағы
үй үйде үйдің үйге үйлер үйлерде үйіміз үйі үйінің
су суды судың суға суы
мектеп мектептер мектебі мектебіміз мектепте мектептің мектебінде мектептегі мектепке
аурухана ауруханада аурухананың ауруханалар ауруханасы ауруханасында
көше көшесі көшесінде көшелер көшеде көшелердің көшенің көшесіндегі
жөндеу жөндеуді жөндеуге жөндейді жөндеген
тазалау тазалауға тазалады
қала қалада қаланың қаласы қаласында қаламыз қалаларда
балабақша балабақшада балабақшаның балабақшасы
дәрігер дәрігерлер дәрігердің дәрігері дәрігерге
жарық жарықты жарығы жарықтың
көмек көмегі көмекке көмегін көмегіңіз
тұрғын тұрғындар тұрғындардың тұрғындарға
өтініш өтініші өтініштің өтінішім өтінішке өтініштер
зейнетақы зейнетақысы зейнетақыны зейнетақым
автобус автобустар автобустың автобусы автобуста
жауап жауабы жауапты жауаптар жауабын жауабыңыз
бала балалар балам баламыз баласы балаларға баланың
ауыл ауылы ауылда ауылымыз ауылдың ауылдағы
кітап кітабы кітаптар кітабымды
қоқыс қоқысты қоқыстар
"""


@pytest.mark.parametrize("forms", [line.split() for line in KAZAKH.split("\n") if line])
def test_kazakh_forms_share_a_stem(forms: list[str]) -> None:
    assert {kazakh_stem(form) for form in forms} == {kazakh_stem(forms[0])}


@pytest.mark.parametrize(
    ("one", "other"),
    [("жол", "жыл"), ("су", "ас"), ("мектеп", "мекен"), ("қала", "қалпақ"), ("көше", "көмек")],
)
def test_different_kazakh_words_stay_different(one: str, other: str) -> None:
    assert kazakh_stem(one) != kazakh_stem(other)


def test_stem_is_stable() -> None:
    words = KAZAKH.split()
    assert [kazakh_stem(kazakh_stem(word)) for word in words] == [kazakh_stem(w) for w in words]


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("Отремонтируйте дороги", "ru", "дорога"),
        ("Ещё одна ёлка", "ru", "елка"),
        ("Roads are being repaired", "en", "repair"),
        ("Мектептің жолдары жөнделмеген", "kk", "мектеп"),
        ("Автобустардың кестесі", "kk", "автобусы"),
        ("Автобусы не ходят", "ru", "автобустар"),
        ("Балаларға бiлiм", "kk", "білімнің"),  # typed with Latin i
        ("Ремонт по проекту «Ауылдың жолы»", "ru", "ауыл"),
        ("водо\u200bпро\u00adвод", "ru", "водопроводы"),
    ],
)
def test_a_form_of_the_word_is_found(text: str, language: str, word: str) -> None:
    stored = stems_of(text, language)
    assert any(f" {phrase[0]} " in stored for phrase in alternatives([word.lower()]))


def test_russian_text_holds_no_kazakh_stems() -> None:
    assert stems_of("Нет воды", "ru") == " нет вод "


def test_numbers_are_one_word() -> None:
    assert stems_of("См. OD-2026-00000012 и дом 15", "ru") == " см od202600000012 и дом 15 "


def test_text_without_words_has_no_stems() -> None:
    assert stems_of(" —!? \u200b\u202e", "ru") == ""


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("OD-2026-00000001", "OD-2026-00000001"),
        ("od-2026-00000001", "OD-2026-00000001"),
        ("  оd–2026–1 ", "OD-2026-00000001"),
        ("ОД 2026 00000001", "OD-2026-00000001"),
        ("№ OD202600000001", "OD-2026-00000001"),
        ("OD-2026-00000001-2", "OD-2026-00000001-2"),
        ("482253", "482253"),
        ("№ 000482253", "482253"),
        ("OD-2026", ""),
        ("дом 15", ""),
        ("12 34", ""),
        ("٣٤", "34"),
        ("9" * 30, ""),
        ("", ""),
    ],
)
def test_number_form(typed: str, form: str) -> None:
    assert number_form(typed) == form


@given(st.text(max_size=300), st.sampled_from(["kk", "ru", "en", "xx"]))
def test_any_text_gives_plain_stems(text: str, language: str) -> None:
    assert all(stem.isalnum() or not stem.isascii() for stem in stems_of(text, language).split())
