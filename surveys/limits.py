"""Within which limits a survey may be set. Pure functions: no database, no clock."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.errors import Refused
from core.localized import ORDER
from law.clock import Calendar
from law.selectors import working_days_after
from surveys.models import SurveyRules
from surveys.regions import Region
from surveys.states import Voters

# The page took a while to be filled in: "now" may be a little ago.
JUST_NOW = timedelta(minutes=15)
LONGEST = timedelta(days=366)
OLDEST = 120
NEEDED = ("kk", "ru")
# A survey that is longer isn't answered by anybody.
MOST_QUESTIONS, MOST_SECTIONS = 60, 20
MOST_OPTIONS, MOST_RANKED, MOST_ROWS = 50, 12, 30

TEXTS = tuple(f"{name}_{code}" for name in ("title", "plan") for code in ORDER)
TIMES = ("opens_at", "closes_at", "conclusion_due_at")
SETTINGS = ("results_shown", "voters", "age_from", "age_to", "asks_region", "regions", "may_change")
FIELDS = (*TEXTS, *TIMES, *SETTINGS)
Faults = dict[str, str]


class NotWithin(Refused):
    """What was typed breaks rules. ``faults``: a sentence for each field."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(next(iter(faults.values())), code="not_within")
        self.faults = faults


def survey_faults(
    said: Mapping[str, Any], *, rules: SurveyRules, days: Calendar, now: datetime
) -> Faults:
    """A sentence for each field of a survey (see ``FIELDS``) that can't be as it is said."""
    return {
        **_text_faults(said),
        **_time_faults(said, rules, days, now),
        **_voter_faults(said),
    }


def due_latest(closes_at: datetime, rules: SurveyRules, days: Calendar) -> date:
    """The last day on which "what we did with it" may be promised."""
    return working_days_after(localdate(closes_at), rules.conclusion_working_days, days)


def due_proposed(closes_at: datetime, rules: SurveyRules, days: Calendar) -> datetime:
    """Six in the evening of that day."""
    day = due_latest(closes_at, rules, days)
    at = localtime(closes_at).replace(
        year=day.year, month=day.month, day=day.day, hour=18, minute=0, second=0, microsecond=0
    )
    return max(at, closes_at)


def missing_languages(row: Any, *names: str) -> list[str]:
    """Fields of a row that lack Kazakh or Russian, as ``name_code``."""
    return [
        f"{name}_{code}"
        for name in names
        for code in NEEDED
        if not str(getattr(row, f"{name}_{code}")).strip()
    ]


def _text_faults(said: Mapping[str, Any]) -> Faults:
    faults = {}
    if not said["title_kk"]:
        faults["title_kk"] = _("Write the title in Kazakh.")
    if not said["plan_kk"]:
        faults["plan_kk"] = _(
            "Say what you will do with the answers. A survey isn't published without it."
        )
    return faults


def _time_faults(
    said: Mapping[str, Any], rules: SurveyRules, days: Calendar, now: datetime
) -> Faults:
    opens, closes, due = (said[name] for name in TIMES)
    if opens < now - JUST_NOW:
        return {"opens_at": _("This moment has passed.")}
    if opens - now > LONGEST:
        return {"opens_at": _("Open it within a year.")}
    if closes - opens < timedelta(days=rules.open_days):
        said_days = ngettext(
            "Leave people %(days)s day at least to answer.",
            "Leave people %(days)s days at least to answer.",
            rules.open_days,
        )
        return {"closes_at": said_days % {"days": rules.open_days}}
    if closes - opens > LONGEST:
        return {"closes_at": _("A survey is open for a year at most.")}
    if due < closes:
        return {"conclusion_due_at": _("Promise it for a day after closing.")}
    latest = due_latest(closes, rules, days)
    if localdate(due) > latest:
        return {
            "conclusion_due_at": _("Promise it for %(day)s at the latest.")
            % {"day": date_format(latest, "DATE_FORMAT")}
        }
    return {}


def _voter_faults(said: Mapping[str, Any]) -> Faults:
    faults: Faults = {}
    low, high = said["age_from"], said["age_to"]
    is_anybody = said["voters"] == Voters.ANYBODY
    if is_anybody and (low is not None or high is not None):
        faults["age_from"] = _("Of people who don't sign in nobody knows the age.")
    if is_anybody and said["may_change"]:
        faults["may_change"] = _("Only people who sign in can change their answers.")
    if max(low or 0, high or 0) > OLDEST:
        faults["age_to"] = _("Give an age in years.")
    if low is not None and high is not None and high < low:
        faults["age_to"] = _("This is less than the age it begins from.")
    if set(said["regions"]) - set(Region.values):
        faults["regions"] = _("There is no such region.")
    if said["regions"] and not said["asks_region"]:
        faults["regions"] = _("Ask the region, so that people can say which one is theirs.")
    return faults
