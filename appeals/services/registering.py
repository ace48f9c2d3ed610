"""From a signed payload to a registered application."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Office, Topic
from appeals.counting import figure_add
from appeals.models import Appeal, AppealFile
from appeals.services.moving import appeal_tell
from appeals.states import Channel, Kind, NameShown, Publication
from core.errors import Refused
from core.text import detect_language
from law.clock import arrived_at
from law.models import TermSet
from law.selectors import clock_for_appeal
from ledger.numbers import number_next
from moderation.services import moderation_open
from signing.models import File, Signature, SignedPayload
from signing.payloads import payload_content, payload_opening

OBJECT_PREFIX = "office:"


@transaction.atomic
def appeal_register(*, payload: SignedPayload, signature: Signature) -> Appeal:
    """Register what was signed: number, legal dates, moderation, files, notice, figures.

    Acceptance can never be refused (Administrative Procedural Code, Art. 64(1)): an agency that
    closed after signing still gets the application. Raises ``Refused`` when the payload has
    become an application already.
    """
    if Appeal.objects.filter(payload=payload).exists():
        raise Refused(_("This application is registered already."), code="registered_already")
    appeal = _appeal_from(payload, signature)
    opening = payload_opening(payload)
    appeal.language = detect_language(f"{opening['subject']} {opening['text']}")
    appeal.number = _next_number(signature)
    appeal.save()
    _attach_files(appeal, payload)
    appeal_tell(
        appeal,
        verb="appeal.register",
        actor=payload.owner,
        notice="appeal.registered",
        data={"due_on": appeal.due_on.isoformat(), "method": signature.method},
    )
    if appeal.publication == Publication.PENDING:
        moderation_open(
            kind="appeal",
            target_id=str(appeal.pk),
            agency=appeal.agency,
            language=appeal.language,
            subject=opening["subject"],
            body=opening["text"],
        )
    figure_add(appeal, "total", 1)
    return appeal


def office_of(payload: SignedPayload) -> Office:
    """The addressee the signed bytes name."""
    return Office.objects.select_related("agency").get(
        pk=payload_content(payload)["object"].removeprefix(OBJECT_PREFIX)
    )


def _appeal_from(payload: SignedPayload, signature: Signature) -> Appeal:
    fields = payload_opening(payload)["fields"]
    office = office_of(payload)
    kind = Kind(fields["kind"])
    clock = clock_for_appeal(kind, signature.signed_at)
    consent = fields["publish"] == "yes"
    return Appeal(
        channel=Channel.PORTAL,
        author=payload.owner,
        office=office,
        agency=office.agency,
        kind_declared=kind,
        kind_registered=kind,
        topic=Topic.objects.get(key=fields["topic"]),
        answer_language=fields["answer_language"],
        original=payload.opening,
        payload=payload,
        submitted_at=signature.signed_at,
        registered_on=clock.registered_on,
        term_set=TermSet.objects.get(version=clock.term_version),
        due_on=clock.due_on,
        publish_consent=consent,
        publication=Publication.PENDING if consent else Publication.PRIVATE,
        name_shown=NameShown(fields["name_shown"]),
    )


def _next_number(signature: Signature) -> str:
    """``OD-2026-00000001``: the year of arrival in Almaty, gap-free within the year."""
    year = arrived_at(signature.signed_at).year
    return f"OD-{year}-{number_next(f'OD-{year}'):08d}"


def _attach_files(appeal: Appeal, payload: SignedPayload) -> None:
    """Exactly the files whose hashes were signed."""
    signed = [item["sha256"] for item in payload_content(payload)["files"]]
    by_hash = {
        row.sha256: row for row in File.objects.filter(owner=payload.owner, draft=payload.draft)
    }
    for position, digest in enumerate(signed):
        AppealFile.objects.create(appeal=appeal, file=by_hash[digest], position=position)
