"""The holidays of Kazakhstan as a well-kept library knows them, in three languages.

The library has Kazakh and English names; the Russian ones are ours. A day of rest moved by decree
brings its working day with it.
"""

import re
from datetime import date, datetime
from importlib.metadata import version

import holidays

from law.seed_day import SeedDay

RUSSIAN = {
    "Жаңа жыл": "Новый год",
    "Православиелік Рождество": "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Астана күні": "День столицы",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции",
    "Қазақстан Республикасы күні": "День Республики",
    "Республика күні": "День Республики",
    "Қазақстан Республикасының Тұңғыш Президенті күні": "День Первого Президента",
    "Тәуелсіздік күні": "День Независимости",
    "Құрбан айт": "Курбан айт",
}
OBSERVED = re.compile(r"^(?P<name>.+) \(қайта белгіленген демалыс(?:, бағаланған)?\)$")
ESTIMATED = re.compile(r"^(?P<name>.+) \(бағаланған\)$")
MOVED_FROM = re.compile(r"\((?P<day>\d\d\.\d\d\.\d{4}) бастап ауыстырылды\)")


def seed_days(first_year: int, last_year: int) -> list[SeedDay]:
    """Every exception from the first year to the last, in order of date."""
    years = range(first_year, last_year + 1)
    kazakh = holidays.country_holidays("KZ", years=years, language="kk")
    english = holidays.country_holidays("KZ", years=years, language="en_US")
    days: list[SeedDay] = []
    for day in kazakh:
        days += _moved(day, kazakh[day]) or [_holiday(day, kazakh[day], english[day])]
    return sorted(days, key=lambda seed: seed.date)


def _source() -> str:
    return f"holidays {version('holidays')}, KZ"


def _moved(day: date, name: str) -> list[SeedDay]:
    """A day off by decree and the day worked in its place; nothing for an ordinary holiday."""
    found = MOVED_FROM.search(name)
    if not found:
        return []
    worked = datetime.strptime(found["day"], "%d.%m.%Y").date()
    off, on = f"{day:%d.%m.%Y}", f"{worked:%d.%m.%Y}"
    return [
        SeedDay(
            day,
            False,
            f"Демалыс күні, {on} орнына",
            f"Выходной день, перенесён с {on}",
            f"Day off, moved from {on}",
            _source(),
        ),
        SeedDay(
            worked,
            True,
            f"Жұмыс күні, демалыс {off} күніне ауыстырылды",
            f"Рабочий день, выходной перенесён на {off}",
            f"Working day, the day off moved to {off}",
            _source(),
        ),
    ]


def _holiday(day: date, kazakh: str, english: str) -> SeedDay:
    estimated = "бағаланған" in kazakh
    observed = OBSERVED.match(kazakh)
    bare = observed or ESTIMATED.match(kazakh)
    name = bare["name"] if bare else kazakh
    russian = "; ".join(RUSSIAN.get(part, part) for part in name.split("; "))
    english = english.replace(" (estimated)", "").replace(" (observed, estimated)", " (observed)")
    return SeedDay(
        day,
        False,
        f"{name} (ауыстырылған демалыс)" if observed else name,
        f"{russian} (перенос выходного)" if observed else russian,
        english.replace("(observed)", "(day off moved)"),
        _source(),
        estimated,
    )
