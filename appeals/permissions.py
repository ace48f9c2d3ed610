"""Who may do what to an application. Predicates over a ``Reader``; no queries of their own."""

from accounts.models import RoleKind
from appeals.models import Appeal, Redirect
from appeals.states import Publication
from core.audience import Reader

WORKERS = (RoleKind.CLERK, RoleKind.HEAD)


def can_work_on(reader: Reader, appeal: Appeal) -> bool:
    """Clerks and heads of the agency that holds it now; nobody on an application of their own."""
    return reader.works_at(appeal.agency_id, *WORKERS) and not is_author(reader, appeal)


def can_decide_on(reader: Reader, redirect: Redirect, appeal: Appeal) -> bool:
    """Clerks and heads of the body it is offered to; nobody on an application of their own."""
    return reader.works_at(redirect.to_agency_id, *WORKERS) and not is_author(reader, appeal)


def can_open_at_desk(reader: Reader, appeal: Appeal) -> bool:
    """Whoever works for the agency that holds it or is offered it."""
    return reader.works_at(appeal.agency_id, *WORKERS) or reader.works_at(
        offered_to(appeal), *WORKERS
    )


def can_answer(reader: Reader, appeal: Appeal) -> bool:
    """The same people prepare an answer, and deliver it where none needs a signature."""
    return can_work_on(reader, appeal)


def can_sign_answer(reader: Reader, appeal: Appeal) -> bool:
    """Heads of the agency that holds it."""
    return can_work_on(reader, appeal) and reader.works_at(appeal.agency_id, RoleKind.HEAD)


def is_author(reader: Reader, appeal: Appeal) -> bool:
    """The citizen who wrote it."""
    return reader.is_person(appeal.author_id)


def can_read_original(reader: Reader, appeal: Appeal) -> bool:
    """The author, the agency that holds it, and the body it is being handed to."""
    return is_author(reader, appeal) or can_open_at_desk(reader, appeal)


def can_read(reader: Reader, appeal: Appeal) -> bool:
    """Everybody who may read the original, and the public once it is published."""
    return appeal.publication == Publication.PUBLISHED or can_read_original(reader, appeal)


def offered_to(appeal: Appeal) -> int | None:
    """The agency an open redirect points to; expects ``redirects`` to be prefetched in lists."""
    open_ones = [row for row in appeal.redirects.all() if row.decided_at is None]
    return open_ones[0].to_agency_id if open_ones else None
