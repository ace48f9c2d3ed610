"""Each detector by itself: disguises, harmless words, places in the original, odd input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.screening import PERSONAL_CLASSES, hide, screen, screen_marks
from moderation.screening.folding import fold, tokens_of
from moderation.screening.lists import entries_read, entries_sown, lists_sown
from moderation.screening.marks import ScreenMark, gaps
from moderation.wording import GAP

LISTS = lists_sown()
IIN = "010101100018"
PERSONAL_WORDS = (IIN, "87010001122", "otvet@primer.kz", "Примерова Анна Тестовна")


def found(text, *classes, **more):
    marks = screen_marks(text, lists=LISTS, **more)
    return [text[one.start : one.end] for one in marks if one.class_ in classes]


@pytest.mark.parametrize(
    "word",
    [
        "хуй",
        "ХУЙ",
        "xyй",  # Latin letters that look alike
        "хуй\u200bня",  # zero width
        "х\u0301у\u0301й",  # marks over letters
        "ｆｕｃｋ",  # full width
        "𝐟𝐮𝐜𝐤",  # mathematical
        "fuсk",  # Cyrillic с
        "sh1t",
        "$hit",
        "6лять",
        "пи3дец",
        "ссууккаа",
        "хуууууй",
        "х у й",
        "х.у.й",
        "х-у-й",
        "п и з д е ц",
        "пиз-дец",
        "х*й",
        "п***ц",
        "п**********ц",
        "cyka",
        "пiздец",
        "заебали",
        "отъебись",
        "қотақ",
        "қотаққққ",
        "қ о т а қ",
        "шешеңді ұрайын",
    ],
)
def test_a_disguise_does_not_help(word):
    text = f"Жол: {word}, жауап."
    assert found(text, "obscene") == [word]


@pytest.mark.parametrize(
    "text",
    [
        "застрахуй подстрахуй страхуйте",
        "хлебный потребление колебания оскорблять сабля рубля учебный",
        "команда мандарин мандат комендант",
        "Scunthorpe Essex assess class passed cockpit peacock Dickens",
        "көтер көтерме көтен шешен шешенді боқташ",
        "хулиганы расхулиганиться похудеть психует",
        "педиатр педикюр сучок сук небо себе мебель",
        "себет себін ебелек замандас",
        "А. С. Пушкин и Н. В. Гоголь",
        "суд-ба по-хорошему кое-что",
        "",
        " ",
    ],
)
def test_harmless_words_are_left_alone(text):
    assert found(text, "obscene", "threat", "hatred") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Соседка Примерова Анна Тестовна шумит", ["Примерова Анна Тестовна"]),
        ("Айнұр Мысалқызы маған қарыз", ["Айнұр Мысалқызы"]),
        ("Серік Болат ұлы келді", ["Серік Болат ұлы"]),
        ("Synaq Ulgiuly is loud", ["Synaq Ulgiuly"]),
        ("Сынақов А.Б. көшеге су ағызады", ["Сынақов А.Б."]),
        ("сосед А. Б. Сынақов шумит", ["А. Б. Сынақов"]),
        ("Директор школы Примерова Анна Тестовна не отвечает", []),
        ("Примерова А. Т., директор школы, не отвечает", []),
        ("Аудан әкімі Сынақов С. С. жауап берді", []),
        ("улица Сынақова Анна Тестовна", []),
        ("Бауыржан Момышұлы туралы кітап", []),
        ("Мағжан Жұмабайұлы көшесінде шам жоқ", []),
        ("Прошу Вас ответить. Спасибо.", []),
    ],
)
def test_names_of_people_but_not_of_officials_and_streets(text, names):
    assert found(text, "person") == names


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("живу: ул. Үлгі, д. 12, кв. 5", 0.95),
        ("Үлгі көшесі, 12-үй, 5-пәтер", 0.95),
        ("5 мкр 12 үй 3 пәтер", 0.95),
        ("12 Ulgi Street, apt 5", 0.95),
        ("яма на ул. Үлгі, 12", 0.6),
        ("Үлгі көшесі 12 алдында", 0.6),
    ],
)
def test_a_flat_is_a_home_and_a_house_may_be_a_place(text, score):
    marks = [one for one in screen_marks(text, lists=LISTS) if one.class_ == "address"]
    assert [one.score for one in marks] == [score]


@pytest.mark.parametrize(
    "text",
    [
        "Закон РК от 12 мая 2024 года № 88, ТОО и АО, ЦОН",
        "ҚР, ЖК, МЖӘ, ЖШС, ХҚКО жауап берді",
        "Глава III, часть IV; №5 от 01.02.2026",
        "НЕ работает, НЕТ воды",
        "магазин «САМАЛ» закрыт",
        "OD-2026-00000123",
    ],
)
def test_what_everybody_can_read_is_no_riddle(text):
    assert found(text, "abbreviation", "unreadable", "shouting") == []


def test_another_topic_is_a_proposal_with_its_key():
    text = "В школе нет учителя, урок отменяют, учебников мало."
    marks = screen_marks(text, topic="health", lists=LISTS)
    assert [(one.class_, one.suggestion) for one in marks] == [("topic", "education")]
    assert screen_marks(text, topic="education", lists=LISTS) == []
    assert screen_marks(text, lists=LISTS) == []
    assert screen_marks(text, topic="no-such-topic", lists=LISTS) == []


def test_the_proposed_wording_hides_personal_data_and_obscenity_on_their_grounds():
    body = f"Сука, мой ИИН {IIN}, сосед Примеров А.Б."
    wording = screen(f"Звоните 87010001122, {'хуй'}", body, "ru", lists=LISTS).wording
    assert [cut["ground"] for cut in wording.cuts] == ["obscene", "personal-data", "personal-data"]
    assert wording.body == f"{GAP}, мой ИИН {GAP}, сосед {GAP}"
    assert wording.subject == f"Звоните {GAP}, {GAP}"


def test_unsure_marks_stay_in_the_proposed_wording():
    text = "Яма на ул. Үлгі, 12. Вы идиоты! Я вас убью!"
    screened = screen("", text, lists=LISTS)
    assert screened.wording.body == text
    assert {mark["class"] for mark in screened.marks} == {"address", "obscene", "threat"}


def test_gaps_that_touch_are_one_on_personal_data():
    marks = [ScreenMark(0, 5, "obscene"), ScreenMark(3, 9, "phone"), ScreenMark(9, 12, "obscene")]
    assert gaps(marks) == [
        {"start": 0, "end": 9, "ground": "personal-data"},
        {"start": 9, "end": 12, "ground": "obscene"},
    ]


def test_the_lists_as_delivered_are_sound():
    entries = list(entries_sown())
    assert len(entries) > 1000
    assert {one.match for one in entries} == {"word", "stem", "root", "part", "near"}
    assert {one.language for one in entries} == {"kk", "ru", "en"}
    assert all(one.word and len(one.word) <= 80 and 1 <= one.weight <= 100 for one in entries)
    assert all(bool(one.topic) == (one.list == "topic") for one in entries)


def test_a_list_file_is_read_by_its_heads():
    (one, two) = entries_read("# said\n[threat kk near 80]\nбір екі; !Үш;\n")
    assert (one.word, one.weight, one.is_exception) == ("бір екі", 80, False)
    assert (two.word, two.is_exception) == ("үш", True)


ALPHABET = st.one_of(
    st.characters(),
    st.sampled_from("хуйпизд fck.*-_!?@$01234 \n\u200b\u0301АБВҚқңюҰІiі№%"),
)
PIECES = st.lists(
    st.one_of(
        st.text(ALPHABET, max_size=12),
        st.sampled_from(
            [*PERSONAL_WORDS, "ул. Үлгі, д. 12, кв. 5", "хуй", "х у й", "А. Б.", "үй ", "көшесі 5"]
        ),
    ),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(PIECES.map(" ".join))
def test_whatever_is_written_marks_are_in_the_text_and_in_order(text):
    marks = screen_marks(text, lists=LISTS)
    assert marks == sorted(marks)
    assert all(0 <= one.start < one.end <= len(text) and 0 < one.score <= 1 for one in marks)


@settings(max_examples=100, deadline=None)
@given(PIECES.map(" ".join))
def test_the_masked_text_holds_nothing_that_was_to_be_hidden(text):
    marks = screen_marks(text, lists=LISTS)
    cuts = gaps(marks)
    left, at = [], 0
    for cut in cuts:
        left.append(text[at : cut["start"]])
        at = cut["end"]
    assert hide(text, marks) == GAP.join([*left, text[at:]])
    for mark in marks:
        if mark.class_ in PERSONAL_CLASSES and mark.score >= 0.85:
            assert any(cut["start"] <= mark.start and mark.end <= cut["end"] for cut in cuts)


@settings(max_examples=60, deadline=None)
@given(st.text(ALPHABET, max_size=200))
def test_folding_keeps_the_way_back(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert folded.starts == sorted(folded.starts)
    for token in tokens_of(folded):
        start, end = folded.place(token.start, token.end)
        assert 0 <= start < end <= len(text)


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(
        [
            "а ",
            "A",
            "А. ",
            "ул. а ",
            "ул. ",
            "үй 5 ",
            "х*",
            "!?",
            "@",
            "a.",
            "Иванов Иван ",
            "убью ",
            "көшесі ",
            "1 ",
            "ab-",
            "\u0301",
            "№%;",
            "Аа ",
        ]
    )
)
def test_a_hundred_thousand_signs_of_one_kind_come_to_an_end(piece):
    text = (piece * 100_000)[:100_000]
    assert all(one.end <= len(text) for one in screen_marks(text, lists=LISTS))
