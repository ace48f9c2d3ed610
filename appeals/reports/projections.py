"""A report as tables: each answers the question in its heading, with bars drawn from its rows.

The page and the exports read the same tables, so they never differ.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Topic
from appeals.desk.figures import Figure
from appeals.reports.selectors import Handled, Report, names, percent, percentile
from appeals.states import Kind, Solved
from law.models import StopGround
from moderation.models import Ground

# From so many ratings on a share says something.
RATINGS_FROM = 10
SLOWEST_TENTH = 0.9
# Upper ends of the bars of waiting, in calendar days.
SPANS = (5, 10, 15, 20, 30)
Cell = str | int | None


@dataclass(frozen=True)
class Part:
    """A piece of a bar, in hundredths of the longest one."""

    tone: str
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One bar: its words, its number, its pieces."""

    label: str
    number: int
    parts: list[Part]


@dataclass(frozen=True)
class Table:
    """``rows`` have the same number of cells as ``head``; None: there is nothing to tell."""

    code: str
    question: str
    head: list[str]
    rows: list[list[Cell]]
    bars: list[Bar] = field(default_factory=list)
    legend: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


def tiles_of(report: Report) -> list[Figure]:
    """The figures on top."""
    total = report.total
    share, middle, slow = total.in_term_percent, *_spread(total)
    return [
        Figure(_("Received"), total.received, False, ""),
        Figure(_("Answered"), total.answered, False, ""),
        Figure(_("Answered in term, %"), _told(share), False, ""),
        Figure(_("Half answered within, days"), _told(middle), False, ""),
        Figure(_("Nine tenths within, days"), _told(slow), False, ""),
        Figure(_("Overdue now"), total.overdue, False, "", is_late=total.overdue > 0),
    ]


def tables_of(report: Report) -> list[Table]:
    """All tables of the page, in its order."""
    return [
        _terms(report.total),
        _waiting(report.total),
        _topics(report.topics),
        _redirects(report),
        _course(report),
        _stops(report.stops),
        _kinds(report.kinds),
        _refusals(report.refusals),
        _ratings(report.ratings),
    ]


def bars_of(rows: list[tuple[str, list[tuple[str, int]]]]) -> list[Bar]:
    """Bars on one scale: each a label and its pieces (tone, number)."""
    most = max((sum(number for _tone, number in pieces) for _label, pieces in rows), default=0)
    return [_bar(label, pieces, most or 1) for label, pieces in rows]


def _bar(label: str, pieces: list[tuple[str, int]], most: int) -> Bar:
    parts: list[Part] = []
    start = 0
    for tone, number in pieces:
        if number:
            parts.append(Part(tone, round(100 * start / most, 2), round(100 * number / most, 2)))
        start += number
    return Bar(label, start, parts)


def _plain(rows: list[tuple[str, int]], tone: str = "main") -> list[Bar]:
    """One piece a bar; no bars where there is nothing to compare."""
    if not any(number for _label, number in rows):
        return []
    return bars_of([(label, [(tone, number)]) for label, number in rows])


def _legend() -> list[tuple[str, str]]:
    return [
        ("good", _("answered in term")),
        ("late", _("late, or overdue without an answer")),
        ("rest", _("other")),
    ]


def _pieces(one: Handled) -> list[tuple[str, int]]:
    late = one.late + one.unanswered_late
    return [("good", one.in_term), ("late", late), ("rest", one.received - one.in_term - late)]


def _terms(total: Handled) -> Table:
    other = total.received - total.answered - total.unanswered_late
    rows: list[tuple[str, int, str]] = [
        (_("Answered in term"), total.in_term, "good"),
        (_("Answered late"), total.late, "late"),
        (_("Overdue without an answer"), total.unanswered_late, "late"),
        (_("Answered, reviewed since"), total.unmeasured, "rest"),
        (_("In term, withdrawn or stopped"), other, "rest"),
    ]
    drawn = [(label, [(tone, number)]) for label, number, tone in rows]
    return Table(
        code="terms",
        question=_("Are applications answered in term?"),
        head=[_("What happened"), _("Applications"), _("Share, %")],
        rows=[[label, number, percent(number, total.received)] for label, number, _tone in rows],
        bars=bars_of(drawn) if total.received else [],
        note=_(
            "In term: first answers by the due date, out of those answered on time, answered late "
            "and overdue without an answer. A review sets a new term, so the first answer of a "
            "reviewed application is left out."
        ),
    )


def _waiting(total: Handled) -> Table:
    rows = _spans(total)
    middle, slow = _spread(total)
    note = ""
    if middle is not None:
        note = _(
            "Half were answered within %(middle)s days, nine tenths within %(slow)s. "
            "Calendar days from registration to the first answer."
        ) % {"middle": middle, "slow": slow}
    return Table(
        code="waiting",
        question=_("How long do authors wait for the first answer?"),
        head=[_("Calendar days"), _("Applications"), _("Share, %")],
        rows=[[label, number, percent(number, total.answered)] for label, number in rows],
        bars=_plain(rows),
        note=note,
    )


def _spans(total: Handled) -> list[tuple[str, int]]:
    rows, first = [], 0
    for last in SPANS:
        inside = sum(total.days[day] for day in range(first, last + 1))
        rows.append((f"{first}–{last}", inside))
        first = last + 1
    longer = total.days.total() - sum(number for _label, number in rows)
    return [*rows, (_("%(days)s and more") % {"days": first}, longer)]


def _topics(topics: dict[int, Handled]) -> Table:
    named = names(Topic.objects.filter(pk__in=topics), "name")
    ordered = sorted(topics.items(), key=lambda item: (-item[1].received, named[item[0]]))
    rows: list[list[Cell]] = []
    for topic, one in ordered:
        counts = [one.received, one.answered, one.in_term_percent]
        rows.append([named[topic], *counts, *_spread(one), one.overdue])
    return Table(
        code="topics",
        question=_("On which topics do people write, and how are they answered?"),
        head=[
            _("Topic"),
            _("Received"),
            _("Answered"),
            _("In term, %"),
            _("Half within, days"),
            _("Nine tenths within, days"),
            _("Overdue now"),
        ],
        rows=rows,
        bars=bars_of([(named[topic], _pieces(one)) for topic, one in ordered]),
        legend=_legend() if rows else [],
    )


def _redirects(report: Report) -> Table:
    said = report.redirects
    rows = [
        (_("Handed on to another body"), said.handed_on),
        (_("of these, after the legal days"), said.late),
        (_("of these, decided by the operator"), said.by_operator),
        (_("Received from another body"), said.received),
        (_("Offered, but returned"), said.returned),
    ]
    return _counts(
        "redirects",
        _("How many applications change hands?"),
        _("Redirects"),
        rows,
        _(
            "By the day of the decision. The body that handed an application on is not charged "
            "with it: it counts at the body that holds it now, and its time runs from registration."
        ),
    )


def _course(report: Report) -> Table:
    rows = [
        (_("Terms extended"), report.extensions),
        (_("Kinds corrected"), sum(report.kinds.values())),
        (_("Consideration stopped"), sum(report.stops.values())),
        (_("Reviews asked for"), report.reviews),
        (_("of these, by the rating “no”"), report.reviews_by_rating),
        (_("Answers sent"), report.answers),
        (_("of these, although something was missing"), report.overridden),
    ]
    share = percent(report.overridden, report.answers)
    note = ""
    if share is not None:
        said = _("%(share)s %% of the answers were sent although the check missed something.")
        note = said % {"share": share}
    question = _("How often does work leave its usual way?")
    return _counts("course", question, _("What happened"), rows, note)


def _stops(stops: dict[int, int]) -> Table:
    named = names(StopGround.objects.filter(pk__in=stops), "title")
    rows = _most({named[ground]: number for ground, number in stops.items()})
    question = _("On which grounds was consideration stopped?")
    return _counts("stops", question, _("Ground"), rows)


def _kinds(kinds: dict[tuple[str, str], int]) -> Table:
    said = {
        _("%(old)s → %(new)s") % {"old": Kind(old).label, "new": Kind(new).label}: number
        for (old, new), number in kinds.items()
    }
    question = _("Which kinds were corrected?")
    return _counts("kinds", question, _("Kind"), _most(said))


def _refusals(refusals: dict[tuple[str, int], int]) -> Table:
    grounds = {ground for _kind, ground in refusals}
    named = names(Ground.objects.filter(pk__in=grounds), "title")
    rows: list[list[Cell]] = []
    drawn: list[tuple[str, int]] = []
    for ground in grounds:
        counts = [refusals.get((kind, ground), 0) for kind in ("appeal", "answer")]
        rows.append([named[ground], *counts])
        drawn.append((named[ground], sum(counts)))
    return Table(
        code="refusals",
        question=_("On which grounds was publication refused?"),
        head=[_("Ground"), _("Applications"), _("Answers")],
        rows=sorted(rows, key=lambda row: (-int(row[1] or 0) - int(row[2] or 0), str(row[0]))),
        bars=_plain(sorted(drawn, key=lambda row: (-row[1], row[0]))),
        note=_("A refusal of publication is no refusal to answer: the author is answered anyway."),
    )


def _ratings(ratings: dict[str, int]) -> Table:
    total = sum(ratings.values())
    few = total < RATINGS_FROM
    rows = [(str(one.label), ratings.get(one.value, 0)) for one in Solved]
    shares: list[Cell] = [
        _("too few") if few else percent(number, total) for _label, number in rows
    ]
    return Table(
        code="ratings",
        question=_("Did the answers solve the matter?"),
        head=[_("What authors say"), _("Ratings"), _("Share, %")],
        rows=[[label, number, share] for (label, number), share in zip(rows, shares, strict=True)],
        bars=[] if few else _plain(rows),
        note=_("Shares are shown from %(number)s ratings on.") % {"number": RATINGS_FROM},
    )


def _counts(
    code: str, question: str, what: str, rows: list[tuple[str, int]], note: str = ""
) -> Table:
    cells: list[list[Cell]] = [[label, number] for label, number in rows]
    return Table(code, question, [what, _("Number")], cells, bars=_plain(rows), note=note)


def _most(said: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(said.items(), key=lambda item: (-item[1], item[0]))


def _spread(one: Handled) -> tuple[int | None, int | None]:
    return percentile(one.days, 0.5), percentile(one.days, SLOWEST_TENTH)


def _told(number: int | None) -> Any:
    return "—" if number is None else number
