"""The invented people of people.json, and a few who exist only to break things."""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("people.json")


@dataclass(frozen=True)
class Person:
    key: str
    group: str
    language: str
    iin: str | None
    subject: str
    surname: str
    name: str
    patronymic: str
    phone: str | None
    email: str | None
    organization: str | None
    roles: list[str]
    note: dict[str, str]

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)


# Whoever is chosen here signs in as usual and then meets the failure named by the key.
FAILURES = {
    "broken": {
        "kk": "Провайдер жарты жолда бұзылады: токен орнына 500.",
        "ru": "Провайдер ломается на полпути: вместо токена 500.",
        "en": "The provider breaks half-way: 500 instead of a token.",
    },
    "broken-profile": {
        "kk": "Токен беріледі, бірақ адам туралы деректер орнына 503.",
        "ru": "Токен выдан, но вместо данных о человеке 503.",
        "en": "The token is given, but 503 instead of the person's data.",
    },
    "broken-phone": {
        "kk": "Бәрі дұрыс, тек телефон сервисі 500 қайтарады. Кіру бұзылмауы тиіс.",
        "ru": "Всё в порядке, только служба телефона отвечает 500. Вход должен пройти.",
        "en": "All is well, only the phone service answers 500. The sign-in must succeed.",
    },
    "silent": {
        "kk": "Провайдер токен сұрауына жауап бермей, күттіріп қояды.",
        "ru": "Провайдер не отвечает на запрос токена и заставляет ждать.",
        "en": "The provider keeps the request for a token hanging.",
    },
}


def load() -> tuple[dict[str, Person], dict[str, dict]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    people = [_person(row) for row in data["people"]] + [_failing(key) for key in FAILURES]
    return {person.key: person for person in people}, data["organizations"]


def _person(row: dict) -> Person:
    return Person(**{name: row[name] for name in Person.__dataclass_fields__})


def _failing(key: str) -> Person:
    return Person(
        key=key,
        group="failure",
        language="ru",
        iin=None,
        subject=f"standin-{key}",
        surname="Сбоев",
        name="Отказ",
        patronymic="Ошибкович",
        phone="+77990000999",
        email=None,
        organization=None,
        roles=[],
        note=FAILURES[key],
    )
