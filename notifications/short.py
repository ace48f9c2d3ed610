"""Subjects of mails and short words for SMS: the portal's own, by kind or by the kind's first word.

An SMS says what it is about and where to read more; 70 places for Kazakh and Russian, 160 for
English. ``%(link)s`` is the address of the personal account without ``https://``.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SUBJECTS: dict[str, Promise] = {
    "appeal": _("Your application %(number)s"),
    "signature": _("Your signature was not accepted"),
    "moderation": _("Your objection about %(number)s"),
    "redirect": _("Your application %(number)s"),
    "question": _("Your question %(number)s"),
    "question.signature_refused": _("Your signature was not accepted"),
    "comment": _("Your comment"),
    "conference": _("Internet conference"),
    "survey": pgettext_lazy("subject of a mail", "Survey"),
    "appeal.answered": _("There is an answer to your application %(number)s"),
    "question.answered": _("There is an answer to your question %(number)s"),
    "appeal.supplement_asked": _("The agency asks you something about %(number)s"),
}
ANY_SUBJECT = _("News for you")

SMS: dict[str, Promise] = {
    "appeal.registered": _("%(number)s is registered. %(link)s"),
    "appeal.published": _("%(number)s is published. %(link)s"),
    "appeal.publication_refused": _("%(number)s won't be published. %(link)s"),
    "appeal.redirected": _("%(number)s goes to another body. %(link)s"),
    "appeal.extended": _("%(number)s takes longer. %(link)s"),
    "appeal.supplement_asked": _("%(number)s: please add. %(link)s"),
    "appeal.stopped": _("%(number)s is stopped. %(link)s"),
    "appeal.answered": _("%(number)s: there is an answer. %(link)s"),
    "signature.refused": _("Your signature was not accepted. %(link)s"),
    "question.signature_refused": _("Your signature was not accepted. %(link)s"),
    "question.answered": _("Question %(number)s is answered. %(link)s"),
    "question.published": _("Question %(number)s is published. %(link)s"),
    "survey.opened": _("A survey is open. %(link)s"),
    "survey.closing": _("A survey closes soon. %(link)s"),
    "survey.results": _("Results of a survey are out. %(link)s"),
}
SMS_WITH_NUMBER = _("News about %(number)s: %(link)s")
ANY_SMS = _("Open Dialogue has news for you: %(link)s")


def subject_words(kind: str) -> str:
    """The portal's own subject for this kind, with gaps, in the active language."""
    return str(SUBJECTS.get(kind) or SUBJECTS.get(kind.split(".")[0]) or ANY_SUBJECT)


def sms_words(kind: str, *, numbered: bool) -> list[str]:
    """The portal's own SMS for this kind, with gaps: the best first, then shorter ones."""
    general = [SMS_WITH_NUMBER] if numbered else []
    chosen = [SMS[kind]] if kind in SMS else []
    return [str(words) for words in [*chosen, *general, ANY_SMS]]
