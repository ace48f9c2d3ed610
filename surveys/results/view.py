"""Results from counts: the one place that decides what of them a reader may see."""

from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.models import Survey, SurveyQuestion
from surveys.phases import Phase, phase_of, results_visible, rule_of
from surveys.regions import AgeGroup, Region
from surveys.results.charts import cells_of, days_of, lines_of, mean_of, named_values
from surveys.results.shapes import Breakdown, GroupLine, QuestionResult, Results
from surveys.selectors.results import ResultCounts, is_counting, result_counts
from surveys.states import Group, QuestionKind, QuestionResults
from surveys.suppression import OTHERS, joined, safe_rows

CHARTS = {
    QuestionKind.ONE: "bars",
    QuestionKind.MANY: "bars",
    QuestionKind.YESNO: "bars",
    QuestionKind.PLACE: "bars",
    QuestionKind.SCALE: "scale",
    QuestionKind.MATRIX: "matrix",
    QuestionKind.RANKING: "ranking",
    QuestionKind.DATE: "months",
    QuestionKind.TEXT: "texts",
}
# Told apart by groups; the others have so many cells that every group would be too small.
BY_GROUPS = (
    QuestionKind.ONE,
    QuestionKind.MANY,
    QuestionKind.YESNO,
    QuestionKind.SCALE,
    QuestionKind.PLACE,
)
BY = {
    Group.LANGUAGE: _("By language of the answers"),
    Group.REGION: _("By region, as people say it themselves"),
    Group.AGE: _("By age"),
}
# Columns that are never shown; keys of answers have no blanks.
TOOK_PART, SILENT = "took part", "left out"
LANGUAGES = {"kk": _("Kazakh"), "ru": _("Russian"), "en": _("English")}


def results_of(survey: Survey, now: datetime | None = None, *, has_voted: bool = False) -> Results:
    """The results a reader may see: each question by the rule fixed before opening.

    By groups only when everything is counted: while counts move, one step less the step before
    would be a group of five.
    """
    moment = now or timezone.now()
    counts = result_counts(survey)
    is_final = survey.finished_at is not None
    questions = survey.questions.prefetch_related("options", "rows").select_related("section")
    counting = is_counting(survey, moment)

    def shows(row: SurveyQuestion) -> bool:
        rule = rule_of(survey.results_shown, row.results_shown)
        # Before the last ballots are counted, or the last step could be told from the first look.
        is_early = rule == QuestionResults.CLOSED and counting
        return not is_early and results_visible(survey, rule, moment, has_voted=has_voted)

    shown = [_question(survey, row, counts, shows(row)) for row in questions]
    is_past = phase_of(survey, moment) == Phase.PAST
    return Results(
        key=survey.key,
        is_final=is_final,
        participants=survey.participants,
        days=days_of(counts.days) if is_past else (),
        questions=tuple(shown),
        made_at=moment,
    )


def _question(
    survey: Survey, row: SurveyQuestion, counts: ResultCounts, is_shown: bool
) -> QuestionResult:
    rule = rule_of(survey.results_shown, row.results_shown)
    kind = QuestionKind(row.kind)
    base = {
        "key": row.key,
        "kind": str(kind),
        "kind_label": str(kind.label),
        "text": row.localized("text"),
        "chart": CHARTS[kind],
        "is_shown": is_shown,
        "rule_label": QuestionResults(rule).label,
    }
    if not is_shown:
        return QuestionResult(**base, total=None)  # type: ignore[arg-type]
    sums = counts.everybody(row.pk)
    return QuestionResult(
        **base,  # type: ignore[arg-type]
        total=sums.get("", 0),
        cells=cells_of(row, sums),
        lines=lines_of(row, sums),
        mean=mean_of(row, sums),
        texts=counts.texts.get(row.pk, 0),
        breakdowns=_breakdowns(survey, row, counts),
    )


def _breakdowns(survey: Survey, row: SurveyQuestion, counts: ResultCounts) -> tuple[Breakdown, ...]:
    if survey.finished_at is None or row.kind not in BY_GROUPS:
        return ()
    found = (_breakdown(survey, row, counts, group) for group in BY)
    return tuple(item for item in found if item)


def _breakdown(
    survey: Survey, row: SurveyQuestion, counts: ResultCounts, group: Group
) -> Breakdown | None:
    groups = counts.by(row.pk, group)
    if len(groups) < 2:
        return None
    values = named_values(row, counts.everybody(row.pk))
    columns = ["", *(key for key, _label in values), TOOK_PART]
    rows = _rows(survey, row, counts, group, columns)
    # The same small groups go together in every question, or two tables would tell their size.
    apart = safe_rows({key: {"": item[TOOK_PART]} for key, item in rows.items()}, [""]).merged
    atoms = joined({key: _with_rest(row, item) for key, item in rows.items()}, apart)
    safe = safe_rows(atoms, _all(row, columns))
    lines = tuple(
        GroupLine(key, _label(group, key), item[""], cells_of(row, item))
        for key, item in safe.rows.items()
    )
    merged = {*apart, *safe.merged} - {OTHERS}
    return Breakdown(str(group), BY[group], lines, len(merged))


def _rows(
    survey: Survey, row: SurveyQuestion, counts: ResultCounts, group: Group, columns: list[str]
) -> dict[str, dict[str, int]]:
    """Everybody who took part, by group, with those who left this question out."""
    groups = counts.by(row.pk, group)
    sizes = {key: count for (by, key), count in counts.groups.items() if by == group}
    known = {
        key: {**groups.get(key, {}), TOOK_PART: sizes.get(key, 0)} for key in {**groups, **sizes}
    }
    everybody = {**counts.everybody(row.pk), TOOK_PART: survey.participants}
    told = {column: sum(item.get(column, 0) for item in known.values()) for column in columns}
    # Those whose group nobody knows are a group as well, so that nothing can be subtracted.
    unknown = {column: everybody.get(column, 0) - told[column] for column in columns}
    rows = {key: known[key] for key in _ordered(group, known)}
    return rows | ({"unknown": unknown} if any(unknown.values()) else {})


def _all(row: SurveyQuestion, columns: list[str]) -> list[str]:
    """The columns, and their remainders: took part less answered and, where several may be
    ticked, answered less ticked. Another question's total would tell the first."""
    keys = [key for key in columns if key not in {"", TOOK_PART}]
    is_many = row.kind == QuestionKind.MANY
    return [*columns, SILENT, *(f"not {key}" for key in keys if is_many)]


def _with_rest(row: SurveyQuestion, item: dict[str, int]) -> dict[str, int]:
    """Counts of a group with those of its members who left the question or an option out."""
    keys = [option.key for option in row.options.all()] if row.kind == QuestionKind.MANY else []
    silent = {SILENT: item[TOOK_PART] - item.get("", 0)}
    return item | silent | {f"not {key}": item.get("", 0) - item.get(key, 0) for key in keys}


def _ordered(group: Group, groups: dict[str, dict[str, int]]) -> list[str]:
    order = {
        Group.LANGUAGE: list(LANGUAGES),
        Group.REGION: Region.values,
        Group.AGE: AgeGroup.values,
    }[group]
    return [key for key in order if key in groups]


def _label(group: Group, key: str) -> str | Promise:
    if key == OTHERS:
        return _("other groups together")
    if key == "unknown":
        return _("not known")
    if group == Group.LANGUAGE:
        return LANGUAGES[key]
    return Region(key).label if group == Group.REGION else AgeGroup(key).label
