"""Who may do what to an application. Predicates over a ``Reader``.

They ask no queries of their own, but for one case: in an open review, whom it bars.
"""

from accounts.models import RoleKind
from appeals.course import barred_from_review
from appeals.models import Appeal, Redirect
from appeals.states import Publication, RedirectState
from core.audience import Reader

WORKERS = (RoleKind.CLERK, RoleKind.HEAD)


def can_work_on(reader: Reader, appeal: Appeal) -> bool:
    """Clerks and heads of the agency that holds it now; nobody on an application of their own,
    and nobody in the review of what they did themselves."""
    return _holds(reader, appeal) and not is_barred(reader, appeal)


def is_barred(reader: Reader, appeal: Appeal) -> bool:
    """A review is open, and this person was behind what is reviewed."""
    return appeal.is_under_review and reader.user_id in barred_from_review(appeal)


def _holds(reader: Reader, appeal: Appeal) -> bool:
    return reader.works_at(appeal.agency_id, *WORKERS) and not is_author(reader, appeal)


def can_settle(reader: Reader, redirect: Redirect, appeal: Appeal) -> bool:
    """Operators decide where a hand-over came to them; nobody on an application of their own."""
    return (
        redirect.state == RedirectState.OPERATOR
        and reader.has(RoleKind.OPERATOR)
        and not is_author(reader, appeal)
    )


def can_decide_on(reader: Reader, redirect: Redirect, appeal: Appeal) -> bool:
    """Clerks and heads of the body it is offered to; nobody on an application of their own."""
    return reader.works_at(redirect.to_agency_id, *WORKERS) and not is_author(reader, appeal)


def waits_for_operator(appeal: Appeal) -> bool:
    """An open hand-over is with the operator; expects ``redirects`` to be prefetched in lists."""
    return any(row.state == RedirectState.OPERATOR for row in appeal.redirects.all())


def can_open_at_desk(reader: Reader, appeal: Appeal) -> bool:
    """Whoever works for the agency that holds it or is offered it."""
    return reader.works_at(appeal.agency_id, *WORKERS) or reader.works_at(
        offered_to(appeal), *WORKERS
    )


def can_answer(reader: Reader, appeal: Appeal) -> bool:
    """The same people prepare an answer, and deliver it where none needs a signature."""
    return can_work_on(reader, appeal)


def can_sign_answer(reader: Reader, appeal: Appeal) -> bool:
    """Heads of the agency that holds it. In a review, too, by whomever it was prepared: an agency
    with one head must be able to answer."""
    return _holds(reader, appeal) and reader.works_at(appeal.agency_id, RoleKind.HEAD)


def can_extend(reader: Reader, appeal: Appeal) -> bool:
    """Heads of the agency that holds it; nobody on an application of their own."""
    return can_work_on(reader, appeal) and reader.works_at(appeal.agency_id, RoleKind.HEAD)


def can_stop(reader: Reader, appeal: Appeal) -> bool:
    """The same heads decide that consideration stops."""
    return can_extend(reader, appeal)


def is_author(reader: Reader, appeal: Appeal) -> bool:
    """The citizen who wrote it."""
    return reader.is_person(appeal.author_id)


def can_read_original(reader: Reader, appeal: Appeal) -> bool:
    """The author, the agency that holds it, the body it is being handed to, and the operator
    while it is the operator who has to say which body is competent."""
    return (
        is_author(reader, appeal)
        or can_open_at_desk(reader, appeal)
        or (reader.has(RoleKind.OPERATOR) and waits_for_operator(appeal))
    )


def can_read(reader: Reader, appeal: Appeal) -> bool:
    """Everybody who may read the original, and the public once it is published."""
    return appeal.publication == Publication.PUBLISHED or can_read_original(reader, appeal)


def offered_to(appeal: Appeal) -> int | None:
    """The agency an open redirect points to; expects ``redirects`` to be prefetched in lists."""
    open_ones = [row for row in appeal.redirects.all() if row.state == RedirectState.PROPOSED]
    return open_ones[0].to_agency_id if open_ones else None
