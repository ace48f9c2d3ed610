"""What each verb of an event is called. One table; a verb that isn't here shows as its code."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    # An application.
    "appeal.register": _("Application registered"),
    "appeal.import": _("Application taken over from the former portal"),
    "appeal.receive": _("Application received by the body"),
    "appeal.take": _("Taken into work"),
    "appeal.assign": _("Assigned to a colleague"),
    "appeal.set_kind": _("Kind of the application set"),
    "appeal.split": _("Part handed to another body"),
    "appeal.redirect": _("Handed over to another body"),
    "redirect.accept": _("Hand-over accepted"),
    "redirect.return": _("Hand-over returned"),
    "redirect.escalate": _("Hand-over left to the operator"),
    "redirect.decide": _("Hand-over decided by the operator"),
    "redirect.keep": _("Operator left it where it was"),
    "part.contribute": _("Contribution to a joint answer"),
    "part.contributed": _("Contribution received"),
    "appeal.extend": _("Term extended"),
    "appeal.ask_supplement": _("Author asked to supplement"),
    "appeal.supplement": _("Author supplemented"),
    "appeal.resume": _("Work resumed"),
    "appeal.withdraw": _("Withdrawn by the author"),
    "appeal.stop": _("Consideration stopped"),
    "appeal.reopen": _("Reopened for a review"),
    "note.add": _("Internal note added"),
    # An answer.
    "answer.prepare": _("Answer drafted"),
    "answer.agree": _("Answer agreed"),
    "answer.send_back": _("Answer sent back to be changed"),
    "answer.sign": _("Answer signed"),
    "answer.sign_refused": _("Signature of the answer not confirmed"),
    "answer.override": _("Answer sent although something is missing"),
    "answer.deliver": _("Answer delivered"),
    "answer.publish": _("Answer published"),
    "answer.rate": _("Author rated the answer"),
    # Publication and moderation.
    "appeal.publish": _("Text published"),
    "appeal.publication_refuse": _("Publication refused"),
    "appeal.publication_reopen": _("Publication considered anew"),
    "appeal.unpublish": _("Text taken down"),
    "moderation.opened": _("Text came to the moderators"),
    "moderation.step": _("Step of moderation done"),
    "moderation.approved": _("Moderators approved"),
    "moderation.corrected": _("Moderators approved with corrections"),
    "moderation.refused": _("Moderators refused"),
    "moderation.withdrawn": _("Text taken back from moderation"),
    "moderation.taken_over": _("Moderator took over from a colleague"),
    "moderation.read_again": _("Second moderator read it"),
    "moderation.objection_filed": _("Author objected to the decision"),
    "moderation.objection_upheld": _("Objection upheld"),
    "moderation.objection_overturned": _("Decision changed after an objection"),
    "moderation.objection_lapsed": _("Objection no longer needed"),
    "moderation.false_alarm": _("Mark of the screening called a false alarm"),
    # Comments at conferences.
    "comment.write": _("Comment written"),
    "comment.publish": _("Comment published"),
    "comment.refuse": _("Publication of the comment refused"),
    "comment.reopen": _("Publication of the comment considered anew"),
    "comment.hide": _("Comment hidden"),
    "comment.withdraw": _("Comment taken back"),
    "comment.report": _("Comment reported"),
    "comment.reports_settle": _("Reported comment kept"),
    # Writing and signing.
    "draft.open": _("Draft begun"),
    "draft.discard": _("Draft thrown away"),
    "file.take": _("File received"),
    "file.remove": _("File removed"),
    "payload.make": _("Text made ready to sign"),
    "code.send": _("Code sent by SMS"),
    "code.unsent": _("Code could not be sent"),
    "code.wrong": _("Wrong code typed"),
    "eds.refuse": _("Digital signature refused"),
    "eds.wait": _("Digital signature waits for its check"),
    "eds.withdraw": _("Waiting signature taken back"),
    "eds.give_up": _("Waiting signature given up"),
    "signature.make": _("Signed"),
    "terms.accept": _("Terms accepted"),
    "receipt.make": _("Receipt made"),
    "evidence.anchor": _("Evidence anchored"),
    "evidence.export": _("Evidence exported"),
    "evidence.destroy": _("Key of evidence destroyed"),
    "portal_key.make": _("Key of the portal made"),
    "portal_key.retire": _("Key of the portal retired"),
    "portal_key.distrust": _("Key of the portal distrusted"),
    # An internet conference.
    "conference.make": _("Conference made"),
    "conference.set": _("Conference changed"),
    "conference.times": _("Times of the conference moved"),
    "conference.cancel": _("Conference cancelled"),
    "conference.archive": _("Conference sent to the archive"),
    "conference.summary": _("Summary published"),
    "conference.rules": _("Rules of conferences changed"),
    # Notices.
    "notice.wording": _("Words of a notice changed"),
    "notice.rules": _("Rules of sending notices changed"),
    # Access.
    "access_request.send": _("Request for access sent"),
    "access_request.read": _("Request for access read"),
    "access_request.letter": _("Letter of a request read"),
    "access_request.grant": _("Request for access granted"),
    "access_request.refuse": _("Request for access refused"),
    "role.grant": _("Role given"),
    "role.claim": _("Role taken up at the first sign-in"),
    "role.end": _("Role ended"),
    "roster.confirm": _("Responsible persons confirmed"),
    "identity.view": _("Identity of a citizen read"),
    "factor.set": _("Second factor set up"),
    "factor.codes": _("Codes for emergencies made"),
    "factor.pass": _("Second factor passed"),
    "factor.reset": _("Second factor taken away"),
    "audit.export": _("Events exported"),
    "report.export": _("Report exported"),
}

# Kinds of objects that the audit offers to search by; any other may be typed.
KINDS = (
    "appeals.appeal",
    "appeals.redirect",
    "conferences.comment",
    "moderation.moderatedtext",
    "signing.draft",
    "signing.signedpayload",
    "signing.signature",
    "signing.receipt",
    "signing.evidence",
    "signing.terms",
    "accounts.accessrequest",
    "accounts.role",
    "accounts.user",
    "conferences.conference",
)


def verb_words(verb: str) -> str:
    """The verb in words, in the active language."""
    return str(WORDS.get(verb, verb))


def kind_words(kind: str) -> str:
    """The name of a kind of object; its code when there is no such model any more."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name)
    except (LookupError, ValueError):
        return kind
