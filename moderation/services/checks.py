"""Who may decide on what: asked inside each verb, on the locked row."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed, Refused
from core.registry import Moderated, adapter_for
from moderation.models import Ground, ModeratedText, ModerationDecision
from moderation.permissions import is_moderator
from moderation.wording import BadCut, Cut, Wording, cleaned, take_out


def target_lock(kind: str, target_id: str) -> Any:
    """The target's adapter, its row locked where the adapter can do that."""
    adapter = adapter_for(Moderated, kind)
    if hasattr(adapter, "lock"):
        adapter.lock(target_id)
    return adapter


def key_of(row: Any) -> dict[str, Any]:
    """How events name the target."""
    return {"kind": row.kind, "target_id": row.target_id}


def is_author(told: dict[str, Any], actor: Any) -> bool:
    """The person wrote the text that the adapter describes."""
    author_id = told.get("author_id")
    return author_id is not None and str(author_id) == str(actor.pk)


def acted_before(decision: ModerationDecision, actor: Any) -> bool:
    """The person had a part in this decision."""
    return decision.acted_by.filter(pk=actor.pk).exists()


def is_barred(item: ModeratedText, actor: Any) -> bool:
    """The text is back after an objection to a decision in which this person had a part."""
    return item.objection is not None and acted_before(item.objection.decision, actor)


def item_lock(item: ModeratedText, actor: User) -> tuple[ModeratedText, Any, dict[str, Any]]:
    """The locked row, its adapter and what that tells, if this person may decide on it."""
    if not is_moderator(actor):
        raise NotAllowed
    adapter = target_lock(item.kind, item.target_id)
    locked = ModeratedText.objects.select_for_update().filter(pk=item.pk).first()
    if locked is None:
        raise Refused(_("Somebody has decided already."), code="decided_already")
    told = adapter.describe(item.target_id)
    if is_author(told, actor):
        raise NotAllowed(_("You can't decide on your own text."))
    if is_barred(locked, actor):
        raise NotAllowed(_("You decided before. After an objection another moderator decides."))
    claim_check(locked, actor)
    return locked, adapter, told


def claim_check(item: ModeratedText, actor: User) -> None:
    """Refuse while somebody else has the text open. A claim that has run out stops nobody."""
    if item.is_claimed_by_other(actor):
        raise Refused(
            _(
                "%(name)s has taken this text. Nothing is decided, and what you typed is still "
                "here. Take the text over to go on."
            )
            % {"name": holder_name(item)},
            code="claimed",
        )


def holder_name(item: ModeratedText) -> str:
    """Who has the text, for other moderators."""
    return item.claimed_by.get_short_name() if item.claimed_by else ""


def wording_check(item: ModeratedText, subject: str, body: str, cuts: Iterable[Cut]) -> Wording:
    """The wording to publish, or a refusal that says what is wrong with it."""
    try:
        wording = cleaned(take_out(subject, body, cuts))
    except BadCut:
        raise Refused(
            _("A gap lies outside the text or in another one."), code="cut_range"
        ) from None
    if not wording.has_words or (item.subject and not wording.subject):
        raise Refused(_("Nothing is left to publish. Refuse publication instead."), code="blank")
    if len(wording.subject) > 250:
        raise Refused(_("The subject has more than 250 characters."), code="too_long")
    known = Ground.objects.for_cuts().filter(code__in=wording.grounds)
    if known.count() != len(wording.grounds):
        raise Refused(_("A gap names a ground that is not in use."), code="cut_ground")
    return wording


def ground_check(ground: Ground | str) -> Ground:
    """A ground in use on which publication may be refused."""
    code = ground.code if isinstance(ground, Ground) else ground
    found = Ground.objects.for_refusals().filter(code=code).first()
    if found is None:
        raise Refused(_("Choose a ground from the list."), code="ground")
    return found
