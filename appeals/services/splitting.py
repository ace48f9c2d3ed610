"""A part of an application for another body, with a number of its own, and joint answers."""

import json

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from appeals.models import Appeal, Contribution
from appeals.originals import original_of
from appeals.permissions import can_work_on
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.services.redirecting import redirect_propose
from appeals.states import Channel, Publication, State
from core.audience import Reader
from core.envelope import seal
from core.errors import NotAllowed, Refused
from core.text import clean_text
from ledger.services import event_record

SHORTEST_CONTRIBUTION = 20


@transaction.atomic
def appeal_split(
    *,
    appeal_id: int,
    to_agency: Agency,
    text: str,
    reason: str,
    is_joint: bool,
    actor: User,
    reader: Reader,
) -> Appeal:
    """Offer a part of an application to another body; the rest stays in work here.

    ``text`` are words of the application itself, paragraph by paragraph. The part has the parent's
    number with a fraction, its dates and its author. A joint part is answered to this body, which
    leads; any other part is answered to the author. Raises ``NotAllowed`` and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, "split")
    if appeal.parent_id is not None:
        raise Refused(_("A part can't be divided again. Hand it over whole."), code="part_of_part")
    quoted = _quoted(appeal, text)
    part = _part_create(appeal, quoted, is_joint)
    move_tell(appeal, "split", actor=actor, data={"part": part.number, "joint": is_joint})
    redirect_propose(part, to_agency=to_agency, reason=reason, actor=actor)
    return part


@transaction.atomic
def part_contribute(*, appeal_id: int, body: str, actor: User, reader: Reader) -> Contribution:
    """The body that holds a joint part adds what it knows, for the body that leads.

    The public never reads it, the author reads it in the joint answer.
    """
    part = appeal_lock(appeal_id)
    if not can_work_on(reader, part):
        raise NotAllowed
    if not part.is_joint:
        raise Refused(_("This is not a part of a joint answer."), code="not_joint")
    move_check(part, "contribute")
    body = clean_text(body)
    if len(body) < SHORTEST_CONTRIBUTION:
        raise Refused(_("Write it in full sentences."), code="answer_too_short")
    if part.redirects.filter(decided_at=None).exists():
        raise Refused(_("It is being handed over; wait for the other body."), code="redirect_open")
    contribution = Contribution.objects.create(part=part, body=body, written_by=actor)
    part.answered_at = contribution.written_at
    part.save(update_fields=[*move_apply(part, "contribute"), "answered_at"])
    move_tell(part, "contribute", actor=actor)
    assert part.parent is not None
    event_record(
        verb="part.contributed",
        target=part.parent,
        actor=actor,
        agency_id=part.parent.agency_id,
        data={"part": part.number},
    )
    return contribution


def _quoted(appeal: Appeal, text: str) -> str:
    """The chosen words, if each paragraph stands in the application."""
    text = clean_text(text)
    if not text:
        raise Refused(_("Copy the words that the other body should answer."), code="part_empty")
    whole = " ".join(original_of(appeal).text.split())
    for line in text.splitlines():
        if " ".join(line.split()) not in whole:
            raise Refused(
                _("These words don't stand in the application. Copy them as they are."),
                code="not_quoted",
            )
    return text


def _part_create(appeal: Appeal, text: str, is_joint: bool) -> Appeal:
    original = original_of(appeal)
    number = appeal.parts.count() + 1
    content = {
        "subject": original.subject,
        "text": text,
        "fields": {"place": original.place},
        "person": original.person,
    }
    copied = (
        "author",
        "office",
        "agency",
        "kind_declared",
        "kind_registered",
        "topic",
        "language",
        "answer_language",
        "submitted_at",
        "registered_on",
        "term_set",
        "due_on",
        "name_shown",
    )
    return Appeal.objects.create(
        number=f"{appeal.number}-{number}",
        parent=appeal,
        part=number,
        is_joint=is_joint,
        channel=Channel.PART,
        original=seal(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()),
        state=State.WITH_AGENCY,
        publication=Publication.PRIVATE,
        publish_consent=False,
        **{name: getattr(appeal, name) for name in copied},
    )
