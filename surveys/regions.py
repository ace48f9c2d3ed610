"""Regions a person may say they live in, and coarse groups of ages.

Regions are the 17 regions and 3 cities of republican significance, with the two first digits of
their code in the classifier of administrative-territorial objects (NC RK 11-2009, KATO) as keys.
Ages are groups of our own choice: wide enough that a group in a small survey isn't one person.
"""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """A region, in the order of its code."""

    ABAI = "10", _("Abai region")
    AQMOLA = "11", _("Aqmola region")
    AQTOBE = "15", _("Aqtobe region")
    ALMATY_REGION = "19", _("Almaty region")
    ATYRAU = "23", _("Atyrau region")
    WEST = "27", _("West Kazakhstan region")
    JAMBYL = "31", _("Jambyl region")
    JETISU = "33", _("Jetisu region")
    QARAGANDY = "35", _("Qaragandy region")
    QOSTANAI = "39", _("Qostanai region")
    QYZYLORDA = "43", _("Qyzylorda region")
    MANGYSTAU = "47", _("Mangystau region")
    PAVLODAR = "55", _("Pavlodar region")
    NORTH = "59", _("North Kazakhstan region")
    TURKISTAN = "61", _("Turkistan region")
    ULYTAU = "62", _("Ulytau region")
    EAST = "63", _("East Kazakhstan region")
    ASTANA = "71", _("Astana city")
    ALMATY = "75", _("Almaty city")
    SHYMKENT = "79", _("Shymkent city")


class AgeGroup(models.TextChoices):
    """The age a person has on the day of voting, coarsely."""

    UNDER_18 = "0-17", _("under 18")
    FROM_18 = "18-29", _("18 to 29")
    FROM_30 = "30-44", _("30 to 44")
    FROM_45 = "45-59", _("45 to 59")
    FROM_60 = "60+", _("60 and older")


_STARTS = (
    (60, AgeGroup.FROM_60),
    (45, AgeGroup.FROM_45),
    (30, AgeGroup.FROM_30),
    (18, AgeGroup.FROM_18),
)


def regions_named(codes: list[str]) -> str:
    """Names of regions in the active language, as a list in a sentence."""
    return ", ".join(str(name) for code, name in Region.choices if code in codes)


def age_on(born: date, day: date) -> int:
    """Full years on a day. Who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_group(age: int) -> AgeGroup:
    """The group an age in full years belongs to."""
    return next((group for start, group in _STARTS if age >= start), AgeGroup.UNDER_18)


def born_of(iin: str) -> date | None:
    """The birthday an IIN begins with: year, month, day, then the century and sex in one digit
    (rules of forming the IIN, Government Resolution 853 of 2003); None for another number."""
    century = {"1": 18, "2": 18, "3": 19, "4": 19, "5": 20, "6": 20}.get(iin[6:7])
    if century is None or not iin[:6].isdigit():
        return None
    try:
        return date(100 * century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        return None
