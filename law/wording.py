"""The sum of a due date in the reader's words."""

from collections.abc import Callable
from datetime import date, time

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from law.clock import CALENDAR, Step, StepCode, Words


def in_reader_language(words: Words) -> str:
    return words.read(_language())


def say(step: Step) -> str:
    """One step of the sum as a sentence in the active language."""
    return _SENTENCES[step.code](step)


def say_day(value: date) -> str:
    """The date without a full stop at its end, so that it can close a sentence."""
    return date_format(value, "Y жылғы j E" if _language() == "kk" else "j E Y")


def _language() -> str:
    return (get_language() or "").split("-")[0]


def _clock(value: time | None) -> str:
    return value.strftime("%H:%M") if value else ""


def _arrived(step: Step) -> str:
    return gettext("Sent on %(day)s at %(time)s.") % {
        "day": say_day(step.day),
        "time": _clock(step.at),
    }


def _after_hours(step: Step) -> str:
    return gettext("Working hours end at %(time)s, so the next working day counts.") % {
        "time": _clock(step.at)
    }


def _arrived_day_off(step: Step) -> str:
    reason = in_reader_language(step.words)
    if not reason:
        return gettext("That is a day off, so the next working day counts.")
    return gettext("That is a day off (%(reason)s), so the next working day counts.") % {
        "reason": reason
    }


def _registered(step: Step) -> str:
    return gettext("Registered on %(day)s.") % {"day": say_day(step.day)}


def _day_one(step: Step) -> str:
    return gettext("The day of registration is day 1.")


def _day_zero(step: Step) -> str:
    return gettext("Day 1 is the day after registration.")


def _term(step: Step) -> str:
    number = step.number or 0
    if step.basis == CALENDAR:
        sentence = ngettext(
            "The term is %(number)d calendar day (%(source)s).",
            "The term is %(number)d calendar days (%(source)s).",
            number,
        )
    else:
        sentence = ngettext(
            "The term is %(number)d working day (%(source)s).",
            "The term is %(number)d working days (%(source)s).",
            number,
        )
    return sentence % {"number": number, "source": in_reader_language(step.words)}


def _weekends(step: Step) -> str:
    number = step.number or 0
    return ngettext(
        "Saturdays and Sundays are not counted: %(number)d day.",
        "Saturdays and Sundays are not counted: %(number)d days.",
        number,
    ) % {"number": number}


def _day_off(step: Step) -> str:
    return gettext("%(day)s is not counted: %(reason)s.") % {
        "day": say_day(step.day),
        "reason": in_reader_language(step.words),
    }


def _working_weekend(step: Step) -> str:
    return gettext("%(day)s is counted: %(reason)s.") % {
        "day": say_day(step.day),
        "reason": in_reader_language(step.words),
    }


def _moved(step: Step) -> str:
    return gettext("The last day, %(day)s, is a day off and moves to the next working day.") % {
        "day": say_day(step.day)
    }


def _due(step: Step) -> str:
    return gettext("The answer is due by %(day)s.") % {"day": say_day(step.day)}


def _extension_latest(step: Step) -> str:
    return gettext("The law allows an extension to %(day)s at the latest.") % {
        "day": say_day(step.day)
    }


def _extended(step: Step) -> str:
    return gettext("The term is extended to %(day)s.") % {"day": say_day(step.day)}


def _notice_by(step: Step) -> str:
    return gettext("The author must be told of the extension by %(day)s.") % {
        "day": say_day(step.day)
    }


def _redirect_restarted(step: Step) -> str:
    return gettext("Handed over on %(day)s: the term starts anew.") % {"day": say_day(step.day)}


def _redirect_kept(step: Step) -> str:
    return gettext("Handed over on %(day)s: the term runs on from registration.") % {
        "day": say_day(step.day)
    }


_SENTENCES: dict[StepCode, Callable[[Step], str]] = {
    StepCode.ARRIVED: _arrived,
    StepCode.AFTER_HOURS: _after_hours,
    StepCode.ARRIVED_DAY_OFF: _arrived_day_off,
    StepCode.REGISTERED: _registered,
    StepCode.REGISTRATION_DAY_IS_ONE: _day_one,
    StepCode.REGISTRATION_DAY_IS_ZERO: _day_zero,
    StepCode.TERM: _term,
    StepCode.WEEKENDS: _weekends,
    StepCode.DAY_OFF: _day_off,
    StepCode.WORKING_WEEKEND: _working_weekend,
    StepCode.MOVED: _moved,
    StepCode.DUE: _due,
    StepCode.EXTENSION_LATEST: _extension_latest,
    StepCode.EXTENDED: _extended,
    StepCode.NOTICE_BY: _notice_by,
    StepCode.REDIRECT_RESTARTED: _redirect_restarted,
    StepCode.REDIRECT_KEPT: _redirect_kept,
}
