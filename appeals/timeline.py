"""The course of an application in plain words, with the legal sum."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from appeals.course_steps import Step, course_steps, redirect_steps
from appeals.models import Appeal
from appeals.projections import Detail
from appeals.states import OPEN_STATES, Publication, State
from law.selectors import Progress, progress

__all__ = ["Step", "Timeline", "timeline_of"]


@dataclass(frozen=True)
class Timeline:
    """All steps and, while the case is open, where it stands in its term."""

    steps: tuple[Step, ...]
    progress: Progress | None


def timeline_of(appeal: Appeal, detail: Detail) -> Timeline:
    """Built from what the reader may see anyway; no text of anybody in it but public reasons."""
    steps = [Step(_("Registered"), appeal.registered_on, _("The clock begins on this day."))]
    steps += redirect_steps(detail)
    steps += course_steps(detail)
    if appeal.published_at and appeal.publication == Publication.PUBLISHED:
        steps.append(Step(_("Published"), appeal.published_at))
    elif detail.shows_original:
        steps += _publication_steps(appeal)
    steps += [
        Step(_("Answered by %(office)s") % {"office": answer.office}, answer.delivered_at)
        for answer in detail.answers
    ]
    is_open = appeal.state in OPEN_STATES
    steps.sort(key=_moment)
    if is_open:
        steps.append(
            Step(
                _("The answer is due"),
                appeal.due_on,
                _("The term has passed.") if detail.card.is_overdue else "",
                is_current=True,
            )
        )
    elif _needs_end(appeal, detail):
        steps.append(Step(detail.card.state_label, None, is_current=True))
    return Timeline(tuple(steps), _progress(appeal) if is_open else None)


def _needs_end(appeal: Appeal, detail: Detail) -> bool:
    """No line above says how it ended."""
    if appeal.state == State.STOPPED:
        return not detail.course.stops
    return appeal.state == State.WITHDRAWN or not detail.answers


def _publication_steps(appeal: Appeal) -> list[Step]:
    words: dict[Publication, str | Promise] = {
        Publication.PENDING: _("A moderator is reading it before publication"),
        Publication.REFUSED: _("It will not be published; you get the answer here"),
        Publication.WITHDRAWN: _("It was taken down from the public pages"),
    }
    text = words.get(Publication(appeal.publication))
    ground = appeal.refusal_ground.localized("title") if appeal.refusal_ground else ""
    return [Step(text, appeal.submitted_at, ground)] if text else []


def _progress(appeal: Appeal) -> Progress:
    """Where it stands in its term; a review has a term of its own."""
    begun = appeal.reopened_at
    return progress(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        registered_on=timezone.localdate(begun) if begun else appeal.registered_on,
        due_on=appeal.due_on,
    )


def _moment(step: Step) -> datetime:
    if isinstance(step.at, datetime):
        return step.at
    day: date = step.at or date.max
    return timezone.make_aware(datetime(day.year, day.month, day.day))
