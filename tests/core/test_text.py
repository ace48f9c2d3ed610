"""Reading people's text: cleaning, language, personal data."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import (
    Mark,
    clean_text,
    detect_language,
    find_personal,
    is_bin,
    is_blank,
    is_iin,
    is_iin_or_bin,
    mask,
)

# Invented numbers with right check digits.
IIN = "010101100018"
BIN = "991240999119"
CARD = "4000056655665556"
IBAN = "KZ86125KZT5004100100"

HIDDEN = (
    "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # zero width
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # bidi
    "\x00\x07\x08\x1b\x7f\x9f"  # controls
    "\ue000\uf8ff\U000f0000\U0010fffd"  # private use
    "\U000e0001\U000e0041\U000e007f"  # tags
    "\ufe00\ufe0f\U000e0100"  # variation selectors
    "\ufff9\ufffb\ufffe\uffff\ufdd0\ufffc"  # annotations, noncharacters, lost object
    "\u115f\u3164\uffa0\u2800\u034f\ud800\udfff"  # blank letters, halves of pairs
)


@pytest.mark.parametrize("char", HIDDEN, ids=lambda char: f"U+{ord(char):04X}")
def test_what_cannot_be_seen_is_taken_out(char):
    assert clean_text(f"қала{char}сы") == "қаласы"


def test_a_text_can_no_longer_read_backwards():
    assert clean_text("\u202eтнемукод\u202c") == "тнемукод"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("  жол \r\n\r\n\r\n\r\n жөнделмеген\t ", "жол\n\nжөнделмеген"),
        ("one\rtwo\u2028three\x85four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("a\u00a0b\u3000c\u2003d\te", "a b c d e"),
        ("и\u0306е\u0308", "йё"),
        ("и\u200b\u0306", "й"),
        ("", ""),
        ("x" + "\u0301\u0300\u0302\u0303\u0304", "x\u0301\u0300"),
    ],
)
def test_spaces_lines_and_marks_are_in_one_form(dirty, clean):
    assert clean_text(dirty) == clean


@pytest.mark.parametrize(
    "text",
    [
        "Ә ә Ғ ғ Қ қ Ң ң Ө ө Ұ ұ Ү ү Һ һ І і",
        "Ёлка, съезд, щётка — «кавычки» № 5 § 3 €",
        "👍 ❤️ 👨‍👩‍👧 👍🏽 🇰🇿 1️⃣ 🏳️‍🌈",
        "x² + y² ≥ 10 °C",
        '<script>alert(1)</script> & "quotes"',
    ],
)
def test_what_can_be_seen_stays(text):
    assert clean_text(text) == text


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == once.strip()


@given(st.text(alphabet=st.sampled_from("ab1 \n\t\u200d\ufe0f\u20e3👍👨❤\u0301\u0306и\u200b#🏽")))
def test_cleaning_twice_changes_nothing_around_emoji(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.text())
def test_cleaned_text_can_always_be_stored(text):
    cleaned = clean_text(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize(
    "text", ["", " \n\t ", "\u200b\u2060", "\u3164\u2800", "\u202e \u202c", "\u0301"]
)
def test_blank_is_blank_however_disguised(text):
    assert is_blank(text)


@pytest.mark.parametrize("text", ["а", "?", "👍", "0", " \u200bқ "])
def test_one_visible_sign_is_not_blank(text):
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Біздің көшеде жарық жоқ. Қашан жөндейсіздер?", "kk"),
        ("Алматы қаласы, Қабанбай батыр көшесінде жол бұзылған", "kk"),
        ("Балабақшаға кезекке қалай тұруға болады?", "kk"),
        ("Ауылда су жок, калай болады, бизге комек керек", "kk"),
        ("Квартирада жылу жоқ, акиматқа өтініш бердім", "kk"),
        ("Bizdiñ köşede jaryq joq", "kk"),
        ("Когда отремонтируют дорогу на нашей улице?", "ru"),
        ("Прошу рассмотреть вопрос об освещении по улице Қабанбай батыра", "ru"),
        ("Здравствуйте, ТОО «Өрлеу» не платит зарплату рабочим", "ru"),
        ("Нет воды", "ru"),
        ("When will the road in our street be repaired?", "en"),
        ("No water, please help. Абай 5", "en"),
        ("", "kk"),
        ("12345 ???", "kk"),
    ],
)
def test_language_of_a_text(text, language):
    assert detect_language(text) == language


@given(st.text())
def test_every_text_has_one_of_the_three_languages(text):
    assert detect_language(text) in ("kk", "ru", "en")


def found(text):
    return [(mark.class_, text[mark.start : mark.end]) for mark in find_personal(text)]


@pytest.mark.parametrize(
    ("number", "right"),
    [
        (IIN, True),
        ("020202100029", True),
        ("020202100092", False),
        (BIN, True),
        ("000000000000", True),
        ("010101100019", False),
        ("01010110001", False),
        ("0101011000180", False),
        ("01010110001x", False),
        ("", False),
    ],
)
def test_check_digit(number, right):
    assert is_iin_or_bin(number) is right


def test_a_number_that_needs_the_second_pass():
    first = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
    second = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
    heads = (f"850101{tail:05d}" for tail in range(30000, 30200))
    sums = [
        (
            head,
            *(
                sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11
                for weights in (first, second)
            ),
        )
        for head in heads
    ]
    again = [(head, two) for head, one, two in sums if one == 10]
    assert again
    for head, control in again:
        right = {digit for digit in "0123456789" if is_iin_or_bin(head + digit)}
        assert right == ({str(control)} if control < 10 else set())


def test_a_person_is_not_a_body():
    assert is_iin(IIN)
    assert not is_bin(IIN)
    assert is_bin(BIN)
    assert not is_iin(BIN)
    assert not is_iin("000000000000")


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (f"Мой ИИН {IIN}.", [("iin", IIN)]),
        (f"ЖСН:{IIN},", [("iin", IIN)]),
        (f"ИИН{IIN}", [("iin", IIN)]),
        ("ИИН 010101 100018", [("iin", "010101 100018")]),
        ("ИИН 010101-100-018", [("iin", "010101-100-018")]),
        ("ИИН 010 101 100 018", [("iin", "010 101 100 018")]),
        ("ИИН 0 1 0 1 0 1 1 0 0 0 1 8", [("iin", "0 1 0 1 0 1 1 0 0 0 1 8")]),
        ("ИИН 010101\u200b100018", [("iin", "010101\u200b100018")]),
        ("ИИН 01.01.01.10.00.18", [("iin", "01.01.01.10.00.18")]),
        ("ИИН ０１０１０１１０００１８", [("iin", "０１０１０１１０００１８")]),
        (f"БИН {BIN}", [("bin", BIN)]),
        ("тел. +77011234567", [("phone", "+77011234567")]),
        ("тел. 87011234567", [("phone", "87011234567")]),
        ("8 701 123 45 67 звоните", [("phone", "8 701 123 45 67")]),
        ("+7 (701) 123-45-67", [("phone", "+7 (701) 123-45-67")]),
        ("8-701-123-45-67", [("phone", "8-701-123-45-67")]),
        ("8(7172)55-66-77", [("phone", "8(7172)55-66-77")]),
        ("+7.727.250.00.11", [("phone", "+7.727.250.00.11")]),
        ("701 123 45 67", [("phone", "701 123 45 67")]),
        ("7011234567", [("phone", "7011234567")]),
        ("тел87011234567", [("phone", "87011234567")]),
        ("87011234567 2 раза", [("phone", "87011234567")]),
        ("пишите a.b+c@mail.example.kz.", [("email", "a.b+c@mail.example.kz")]),
        ("ayan @ mail.kz", [("email", "ayan @ mail.kz")]),
        ("ayan(at)mail.kz", [("email", "ayan(at)mail.kz")]),
        ("почта аян@пошта.қаз", [("email", "аян@пошта.қаз")]),
        (CARD, [("card", CARD)]),
        ("4000 0566 5566 5556", [("card", "4000 0566 5566 5556")]),
        ("4000-0566-5566-5556", [("card", "4000-0566-5566-5556")]),
        ("3782 822463 10005", [("card", "3782 822463 10005")]),
        (IBAN, [("iban", IBAN)]),
        ("KZ86 125K ZT50 0410 0100 тенге", [("iban", "KZ86 125K ZT50 0410 0100")]),
        ("kz86125kzt5004100100", [("iban", "kz86125kzt5004100100")]),
        ("КZ86125КZТ5004100100", [("iban", "КZ86125КZТ5004100100")]),
        (
            f"{IIN} 87011234567 a@b.kz",
            [("iin", IIN), ("phone", "87011234567"), ("email", "a@b.kz")],
        ),
        (f"{IIN}\n{BIN}", [("iin", IIN), ("bin", BIN)]),
    ],
)
def test_personal_data_is_found(text, marks):
    assert found(text) == marks


@pytest.mark.parametrize(
    "text",
    [
        "OD-2026-00000001",
        "Обращение OD-2026-87011234 от 12.05.2026",
        "ЖТ-2022-00001234",
        "ЗРК № 350-VI от 29 июня 2020 года, статья 76, пункт 1",
        "Приказ № 145 от 30.04.2021, V2100022660",
        "https://adilet.zan.kz/rus/docs/V2100022660",
        "от 2026-03-05 19:10 до 2026-04-02 18:30",
        "12.05.2026 13.05.2026 14.05.2026",
        "в 2021 2022 2023 годах, 2024-2025-2026",
        "7 015 000 000 тенге",
        "7015000000 тг",
        "7 015 000 000",
        "стоимость 150 000 000 000 теңге",
        "010101100018 тенге",
        "1414, 8-800-080-7777, 8 800 080 77 77",
        "112, 102, 103",
        "ИИН 010101100019",
        "ИИН 01010110001",
        "0101011000180",
        "4000056655665557",
        "KZ87125KZT5004100100",
        "дом 8, кв. 701, подъезд 12",
        "user@localhost и @username",
        "10 000 000 человек",
        "индекс 010000, 050000",
        "кадастровый номер 20-312-045-678",
        "",
    ],
)
def test_false_alarms(text):
    assert found(text) == []


def test_marks_are_in_order_and_masking_covers_them_whatever_their_length():
    text = f"Я, ИИН {IIN}, тел. 8 701 123 45 67, a@b.kz"
    marks = find_personal(text)
    assert marks == sorted(marks, key=lambda mark: mark.start)
    assert mask(text, marks) == "Я, ИИН ***, тел. ***, ***"
    assert mask(text, reversed(marks), cover="[…]") == "Я, ИИН […], тел. […], […]"


def test_overlapping_marks_leave_nothing_between_them():
    marks = [Mark("a", 0, 5), Mark("b", 3, 8), Mark("c", 4, 5)]
    assert mask("0123456789", marks) == "***89"


def test_without_marks_the_text_is_the_text():
    assert mask("текст", []) == "текст"


@given(st.text(alphabet="0123456789 -.+()KZ7@abкм№тг"))
def test_marks_never_overlap_and_cover_something(text):
    marks = find_personal(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(one.end <= two.start for one, two in zip(marks, marks[1:], strict=False))


def test_a_long_row_of_digits_is_read_quickly():
    assert find_personal("1 " * 5000) == []
    assert isinstance(find_personal("8 7" * 3000), list)
    assert find_personal("%" * 20000 + "a." * 5000) == []
