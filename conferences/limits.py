"""Within which limits the times of a conference may be set: pure functions, no database, no clock.

The numbers are those of ``ConferenceRules``. Days are working days; day 1 is the day after, as
everywhere in the portal. A limit holds for a time when that time, or the one it counts from, is
changed: whatever was set under earlier rules stays (``docs/decisions/0021-conferences-clock.md``).
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from conferences.models import ConferenceRules
from core.errors import Refused
from law.clock import Calendar
from law.selectors import working_days_after
from law.wording import say_day

# An announcement "now" is a little in the past once the form arrives.
JUST_NOW = timedelta(minutes=15)
FARTHEST = timedelta(days=15 * 365)
MOMENT = timedelta(minutes=1)

Faults = dict[str, str]


@dataclass(frozen=True)
class Times:
    """The times an editor sets."""

    announced_at: datetime
    opens_at: datetime
    closes_at: datetime
    answers_from_at: datetime
    answers_due_at: datetime
    summary_due_at: datetime
    archived_at: datetime | None


LABELS: dict[str, Promise] = {
    "announced_at": gettext_lazy("Announced"),
    "opens_at": gettext_lazy("Opens for questions"),
    "closes_at": gettext_lazy("Closes for questions"),
    "answers_from_at": gettext_lazy("Answers begin"),
    "answers_due_at": gettext_lazy("Answers promised by"),
    "summary_due_at": gettext_lazy("Summary promised by"),
    "archived_at": gettext_lazy("Goes to the archive"),
}


class NotWithin(Refused):
    """What was typed breaks rules. ``faults``: a sentence for each field."""

    def __init__(self, faults: Faults) -> None:
        super().__init__(next(iter(faults.values())), code="not_within")
        self.faults = faults


def times_of(row: object) -> Times:
    """The times of a conference."""
    return Times(**{name: getattr(row, name) for name in LABELS})


def times_changed(old: Times, new: Times) -> dict[str, tuple[datetime | None, datetime | None]]:
    """Which times differ: old and new."""
    before, after = asdict(old), asdict(new)
    return {name: (before[name], after[name]) for name in LABELS if before[name] != after[name]}


def announced_now(times: Times, now: datetime) -> Times:
    """An announcement of a few minutes ago is one of now."""
    if now - JUST_NOW <= times.announced_at < now:
        return replace(times, announced_at=now)
    return times


def time_faults(
    new: Times,
    *,
    old: Times | None,
    rules: ConferenceRules,
    days: Calendar,
    now: datetime,
    is_asked: bool = False,
) -> Faults:
    """What is wrong with the times, by field; ``old`` are those of a conference that exists.

    ``is_asked``: somebody has asked a question, so the closing comes no sooner than promised.
    """
    before = asdict(old) if old else dict.fromkeys(LABELS)
    after = asdict(new)
    changed = {name for name in LABELS if old is None or before[name] != after[name]}
    faults = _moved(before, after, changed, now, is_new=old is None)
    if not faults:
        faults = _beyond(new, changed, rules, days) | _out_of_order(after, changed)
    if old and is_asked and new.closes_at < old.closes_at and "closes_at" not in faults:
        faults["closes_at"] = _(
            "Questions have been asked already, so it can't close sooner than %(when)s."
        ) % {"when": say_time(old.closes_at)}
    return faults


def say_time(at: datetime) -> str:
    """Day and time in Almaty, in words."""
    local = timezone.localtime(at)
    return f"{say_day(local.date())}, {date_format(local, 'H:i')}"


def _moved(
    before: dict[str, datetime | None],
    after: dict[str, datetime | None],
    changed: set[str],
    now: datetime,
    *,
    is_new: bool,
) -> Faults:
    """What has passed stays; what is set is still to come."""
    faults: Faults = {}
    for name in LABELS:
        was, will = before[name], after[name]
        if name not in changed:
            continue
        if was is not None and was <= now:
            faults[name] = _("This was on %(when)s. It has passed and can't be moved.") % {
                "when": say_time(was)
            }
        elif will is not None and will < now:
            faults[name] = _("This time has passed. Give one that is still to come.")
        elif will is not None and will > now + FARTHEST:
            faults[name] = _("This is too far away.")
    return faults


# Each time and the one it may not come before; the last word: it must come later.
ORDER = (
    ("opens_at", "announced_at", False),
    ("closes_at", "opens_at", True),
    ("answers_from_at", "closes_at", False),
    ("answers_due_at", "answers_from_at", True),
    ("summary_due_at", "answers_due_at", False),
    ("archived_at", "summary_due_at", True),
)


def _out_of_order(after: dict[str, datetime | None], changed: set[str]) -> Faults:
    faults: Faults = {}
    for name, base, strictly in ORDER:
        at, from_at = after[name], after[base]
        if at is None or from_at is None or not {name, base} & changed:
            continue
        if at < from_at or (strictly and at == from_at):
            faults[name] = _("This comes after “%(step)s”: give a time later than %(when)s.") % {
                "step": LABELS[base],
                "when": say_time(from_at),
            }
    return faults


def _beyond(new: Times, changed: set[str], rules: ConferenceRules, days: Calendar) -> Faults:
    faults: Faults = {}
    if {"announced_at", "opens_at"} & changed:
        first = _day_after(new.announced_at, rules.lead_days, days)
        if _day(new.opens_at) < first:
            faults["opens_at"] = ngettext(
                "A conference is announced at least %(days)s working day ahead, so it opens on "
                "%(day)s at the earliest.",
                "A conference is announced at least %(days)s working days ahead, so it opens on "
                "%(day)s at the earliest.",
                rules.lead_days,
            ) % {"days": rules.lead_days, "day": say_day(first)}
    if {"opens_at", "closes_at"} & changed:
        faults |= _open_faults(new, rules, days)
    if {"closes_at", "answers_due_at"} & changed:
        latest = _day_after(new.closes_at, rules.answer_days_most, days)
        if _day(new.answers_due_at) > latest:
            faults["answers_due_at"] = ngettext(
                "Answers come within %(days)s working day after closing: on %(day)s at the latest.",
                "Answers come within %(days)s working days after closing: on %(day)s at the "
                "latest.",
                rules.answer_days_most,
            ) % {"days": rules.answer_days_most, "day": say_day(latest)}
    if {"answers_due_at", "summary_due_at"} & changed:
        latest = _day_after(new.answers_due_at, rules.summary_days_most, days)
        if _day(new.summary_due_at) > latest:
            faults["summary_due_at"] = ngettext(
                "The summary comes within %(days)s working day after the answers: on %(day)s at "
                "the latest.",
                "The summary comes within %(days)s working days after the answers: on %(day)s at "
                "the latest.",
                rules.summary_days_most,
            ) % {"days": rules.summary_days_most, "day": say_day(latest)}
    return faults


def _open_faults(new: Times, rules: ConferenceRules, days: Calendar) -> Faults:
    earliest = _day_after(new.opens_at, rules.open_days_least, days)
    if _day(new.closes_at) < earliest and rules.open_days_least:
        return {
            "closes_at": ngettext(
                "It is open for questions for at least %(days)s working day: until %(day)s at the "
                "earliest.",
                "It is open for questions for at least %(days)s working days: until %(day)s at "
                "the earliest.",
                rules.open_days_least,
            )
            % {"days": rules.open_days_least, "day": say_day(earliest)}
        }
    latest = _day_after(new.opens_at, rules.open_days_most, days)
    if _day(new.closes_at) > latest:
        return {
            "closes_at": ngettext(
                "It is open for questions for at most %(days)s working day: until %(day)s at the "
                "latest.",
                "It is open for questions for at most %(days)s working days: until %(day)s at the "
                "latest.",
                rules.open_days_most,
            )
            % {"days": rules.open_days_most, "day": say_day(latest)}
        }
    return {}


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _day_after(at: datetime, number: int, days: Calendar) -> date:
    return working_days_after(_day(at), number, days) if number else _day(at)
