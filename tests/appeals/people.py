"""Who acts on applications in tests: roles, readers, and what each of them may call."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Role, RoleKind, User
from accounts.readers import reader_for
from agencies.models import Agency
from appeals.models import Appeal, Contribution, Redirect
from appeals.services import (
    answer_deliver,
    appeal_redirect,
    appeal_split,
    appeal_take,
    appeal_withdraw,
    part_contribute,
    redirect_accept,
    redirect_decide,
    redirect_return,
)
from moderation.models import Ground, ModeratedText
from moderation.services import Outcome, moderation_approve, moderation_refuse
from tests.factories.moderation import make_grounds
from tests.factories.signing import make_person

ANSWER = "Здравствуйте! Яму на улице заделали, асфальт положили новый."
REASON = "Этот вопрос решает другой орган."


def make_worker(agency: Agency, kind: str = RoleKind.CLERK, *, ended: bool = False) -> User:
    """Somebody with a role at an agency; ``ended``: since a second ago no more."""
    user = make_person()
    add_role(user, kind, agency, ended=ended)
    return user


def make_operator() -> User:
    user = make_person()
    add_role(user, RoleKind.OPERATOR)
    return user


def make_moderator() -> User:
    user = make_person()
    add_role(user, RoleKind.MODERATOR)
    return user


def add_role(user: User, kind: str, agency: Agency | None = None, *, ended: bool = False) -> Role:
    now = timezone.now()
    dates: dict[str, Any] = (
        {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(seconds=1)}
        if ended
        else {}
    )
    return Role.objects.create(user=user, kind=kind, agency=agency, **dates)


def take(appeal: Appeal, actor: User) -> Any:
    return appeal_take(appeal_id=appeal.pk, actor=actor, reader=reader_for(actor))


def answer(appeal: Appeal, actor: User, body: str = ANSWER, private: str = "") -> Any:
    return answer_deliver(
        appeal_id=appeal.pk,
        actor=actor,
        reader=reader_for(actor),
        body=body,
        private=private,
        override=True,
    )


def hand_over(
    appeal: Appeal, actor: User, to: Agency, reason: str = REASON, back_reason: str = ""
) -> Redirect:
    return appeal_redirect(
        appeal_id=appeal.pk,
        to_agency=to,
        reason=reason,
        back_reason=back_reason,
        actor=actor,
        reader=reader_for(actor),
    )


def settle(redirect: Redirect, actor: User, to: Agency, reason: str = REASON) -> Appeal:
    """The operator says which body is competent."""
    return redirect_decide(
        redirect_id=redirect.pk,
        to_agency=to,
        reason=reason,
        actor=actor,
        reader=reader_for(actor),
    )


def split(appeal: Appeal, actor: User, to: Agency, text: str, **changes: Any) -> Appeal:
    said = {"reason": REASON, "is_joint": False, **changes}
    return appeal_split(
        appeal_id=appeal.pk,
        to_agency=to,
        text=text,
        actor=actor,
        reader=reader_for(actor),
        **said,
    )


def contribute(part: Appeal, actor: User, body: str = ANSWER) -> Contribution:
    return part_contribute(appeal_id=part.pk, body=body, actor=actor, reader=reader_for(actor))


def accept(redirect: Redirect, actor: User) -> Any:
    return redirect_accept(redirect_id=redirect.pk, actor=actor, reader=reader_for(actor))


def send_back(redirect: Redirect, actor: User, reason: str = REASON) -> Any:
    return redirect_return(
        redirect_id=redirect.pk, actor=actor, reader=reader_for(actor), reason=reason
    )


def withdraw(appeal: Appeal, actor: User | None = None) -> Any:
    person = actor or appeal.author
    return appeal_withdraw(appeal_id=appeal.pk, actor=person, reader=reader_for(person))


def item_of(target: Any, kind: str = "appeal") -> ModeratedText:
    return ModeratedText.objects.get(kind=kind, target_id=str(target.pk))


def approve(target: Any, actor: User, kind: str = "appeal", **changes: Any) -> Outcome:
    """As it waits in the queue, unless words are given."""
    return approve_item(item_of(target, kind), actor, **changes)


def approve_item(item: ModeratedText, actor: User, **changes: Any) -> Outcome:
    """The same for an item that the moderator has already open."""
    words = {"subject": item.subject, "body": item.body, "cuts": item.cuts, **changes}
    return moderation_approve(item=item, actor=actor, **words)


def refuse(target: Any, actor: User, note: str = "", kind: str = "appeal") -> Ground:
    ground = make_grounds()["abuse"]
    moderation_refuse(item=item_of(target, kind), actor=actor, ground=ground, note=note)
    return ground
