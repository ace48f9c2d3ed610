"""What the page offers its author now."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from appeals.author.forms import (
    AuthorForm,
    ObjectionForm,
    RateForm,
    ReviewForm,
    SupplementForm,
)
from appeals.course import review_until
from appeals.models import Appeal
from appeals.projections import Detail
from appeals.states import State, move_allowed
from moderation.selectors.objections import ObjectionView, objection_of

FORMS: dict[str, type[AuthorForm]] = {
    "supplement": SupplementForm,
    "rate": RateForm,
    "review": ReviewForm,
    "objection": ObjectionForm,
}


@dataclass(frozen=True)
class AuthorPage:
    """Forms that make sense now, or that were sent with something wrong.

    ``sent`` is the name of the form that came back; ``review_until`` the last day to ask for the
    review.
    """

    forms: dict[str, AuthorForm]
    sent: str = ""
    can_withdraw: bool = False
    review_until: date | None = None
    objection: ObjectionView | None = None

    @property
    def sent_form(self) -> AuthorForm | None:
        """What has to be looked at again."""
        return self.forms.get(self.sent)


def author_page(
    appeal: Appeal, detail: Detail, bound: tuple[str, AuthorForm] | None = None
) -> AuthorPage | None:
    """Nothing for anybody but the author. ``bound``: a form that was refused, kept as typed."""
    if not detail.is_mine:
        return None
    until = review_until(appeal)
    is_in_time = until is not None and timezone.localdate() <= until
    objection = objection_of("appeal", str(appeal.pk))
    offered = {
        "supplement": detail.course.asked is not None,
        "rate": _may_rate(appeal, detail),
        "review": is_in_time,
        "objection": objection is not None and objection.may_file,
    }
    made = {name: FORMS[name](prefix=name) for name, is_now in offered.items() if is_now}
    return AuthorPage(
        forms={**made, **({bound[0]: bound[1]} if bound else {})},
        sent=bound[0] if bound else "",
        can_withdraw=move_allowed("withdraw", appeal.state) and not appeal.is_joint,
        review_until=until if is_in_time else None,
        objection=objection,
    )


def _may_rate(appeal: Appeal, detail: Detail) -> bool:
    return (
        appeal.state == State.ANSWERED
        and bool(detail.answers)
        and detail.course.rating is None
        and not appeal.is_joint
    )
