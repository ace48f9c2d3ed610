"""Texts for very many applications: the demo's templates, mixed, with a long tail of names."""

import random
import re
from dataclasses import dataclass
from functools import cache

from home.loading.content import demo

SENTENCE = re.compile(r"(?<=[.!?])\s+")
FIRST = (
    "Ақ Қара Сары Көк Қызыл Жаңа Ұзын Терең Бай Тас Құм Алма Арша Бұлан Қайың Шырша Мұз Жел "
    "Күн Ай Жұлдыз Бөрі Түлкі Аққу Тұлпар Қыран Сұңқар Бүркіт Қой Түйе Ат Ешкі Балық Шағала "
    "Тобыл Емен Терек Жиде Сексеуіл Жусан"
).split()
SECOND = (
    "су тау бұлақ көл төбе жар сай арал өзек қорған жол бел құдық тоғай дала өткел қала ауыл "
    "кент көпір шоқы бастау аңғар тоған жайлау қыстау қорық құм тас мойнақ"
).split()
THIRD = ("", "", "", "", "лы", "бай", "қара", "нұр", "кеш", "тал", "арқа", "жан")
PLAIN = str.maketrans("әғқңөұүһіӘҒҚҢӨҰҮҺІ", "агкноуухиАГКНОУУХИ")
SURNAMES = "АБВГДЕЖЗИКЛМНОПРСТУФХЧШЯ"


@dataclass(frozen=True)
class Told:
    """One application as it is told."""

    template: int
    language: str
    subject: str
    text: str
    place: str
    answer: str
    initials: str


@dataclass(frozen=True)
class Source:
    """A template with its place in the file."""

    index: int
    entry: dict


@cache
def sources(language: str) -> tuple[Source, ...]:
    """The templates of a language."""
    listed = enumerate(demo("applications")["templates"])
    return tuple(Source(index, entry) for index, entry in listed if entry["lang"] == language)


@cache
def sentences(language: str, part: str) -> tuple[str, ...]:
    """All sentences of the texts, or of the answers, of a language."""
    found: list[str] = []
    for source in sources(language):
        # The greeting and the last paragraph, on appeals, belong to one answer each.
        paragraphs = source.entry[part].split("\n\n")
        middle = paragraphs[1:-1] if part == "answer" else paragraphs
        for paragraph in middle:
            found += SENTENCE.split(paragraph)
    return tuple(found)


def tell(die: random.Random, language: str) -> Told:
    """An application in Kazakh or Russian, with an answer to it."""
    source = die.choice(sources(language))
    entry, words = source.entry, _words(die, language)
    greeting, *middle, last = entry["answer"].split("\n\n")
    more = _more(die, language, "text", 4)
    answer = [greeting, " ".join([*middle, *_more(die, language, "answer", 3)]), last]
    return Told(
        template=source.index,
        language=language,
        subject=entry["subject"].format_map(words),
        text=" ".join([entry["text"], *more]).format_map(words),
        place=entry["place"].format_map(words),
        answer="\n\n".join(answer).format_map(words),
        initials=" ".join(f"{die.choice(SURNAMES)}." for _ in range(3)),
    )


def _more(die: random.Random, language: str, part: str, most: int) -> list[str]:
    pool = sentences(language, part)
    return [die.choice(pool) for _ in range(die.randint(0, most))]


def _words(die: random.Random, language: str) -> dict[str, str]:
    return {
        "street": _name(die, language),
        "village": _name(die, language),
        "number": str(die.randint(1, 240)),
        "route": str(die.randint(1, 140)),
        "school": str(die.randint(1, 190)),
        "days": str(die.randint(2, 60)),
    }


def _name(die: random.Random, language: str) -> str:
    """An invented name; some 14,000 are possible."""
    name = die.choice(FIRST) + die.choice(SECOND) + die.choice(THIRD)
    return name if language == "kk" else name.translate(PLAIN)
