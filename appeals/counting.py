"""The figures: what each counts, and how they are proved. The first four are the portal's own.

total       registered applications (parts are not counted)
redirected  those with at least one accepted redirect
published   those public now
answered    those with at least one answer delivered, public or not
withdrawn   those that their authors took back
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from appeals.models import Answer, Appeal, Extension, Redirect, Reopening, StopDecision
from appeals.states import Publication, RedirectState, State
from ledger.counters import counter_values, counters_add

FIGURES = (
    "total",
    "redirected",
    "published",
    "answered",
    "withdrawn",
    "extended",
    "stopped",
    "reopened",
)
PREFIX = "appeals."


@dataclass(frozen=True)
class Figures:
    """The figures of the portal or of one office."""

    total: int = 0
    redirected: int = 0
    published: int = 0
    answered: int = 0
    withdrawn: int = 0
    extended: int = 0
    stopped: int = 0
    reopened: int = 0


def figure_add(appeal: Appeal, figure: str, delta: int) -> None:
    """Count one application more or less, for the portal and for its office as signed.

    Call it last in the verb: the portal's own rows are the hottest of all.
    """
    if appeal.parent_id is not None:
        return
    counters_add({f"{PREFIX}{figure}": delta, f"{PREFIX}office.{appeal.office_id}.{figure}": delta})


def figures() -> Figures:
    """The portal's figures, in constant time."""
    names = [f"{PREFIX}{figure}" for figure in FIGURES]
    values = counter_values(PREFIX, names)
    return Figures(**{figure: values.get(f"{PREFIX}{figure}", 0) for figure in FIGURES})


def figures_by_office() -> dict[int, Figures]:
    """Figures of every office that has any, as addressed by the citizens."""
    found: dict[int, dict[str, int]] = {}
    for name, value in counter_values(f"{PREFIX}office.").items():
        _, _, office, figure = name.split(".")
        found.setdefault(int(office), {})[figure] = value
    return {office: Figures(**values) for office, values in found.items()}


def counted_rows() -> dict[str, QuerySet[Appeal]]:
    """The rows behind each figure."""
    whole = Appeal.objects.filter(parent__isnull=True)
    handed_over = Redirect.objects.filter(appeal=OuterRef("pk"), state=RedirectState.ACCEPTED)
    return {
        "total": whole,
        "redirected": whole.filter(Exists(handed_over)),
        "published": whole.filter(publication=Publication.PUBLISHED),
        "answered": whole.filter(Exists(Answer.objects.filter(appeal=OuterRef("pk")))),
        "withdrawn": whole.filter(state=State.WITHDRAWN),
        "extended": whole.filter(Exists(Extension.objects.filter(appeal=OuterRef("pk")))),
        "stopped": whole.filter(Exists(StopDecision.objects.filter(appeal=OuterRef("pk")))),
        "reopened": whole.filter(Exists(Reopening.objects.filter(appeal=OuterRef("pk")))),
    }


def recount() -> dict[str, int]:
    """All counters as the rows give them."""
    counted: dict[str, int] = {}
    for figure, rows in counted_rows().items():
        by_office = dict(rows.order_by().values_list("office").annotate(Count("pk")))
        counted[f"{PREFIX}{figure}"] = sum(by_office.values())
        for office, count in by_office.items():
            counted[f"{PREFIX}office.{office}.{figure}"] = count
    return counted
