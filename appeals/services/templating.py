"""Beginning an answer with a template: which are offered, and their gaps filled."""

from django.db.models import F, Q
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from appeals.gaps import gaps_fill, unknown_gaps
from appeals.models import AnswerTemplate, Appeal
from appeals.originals import original_of
from appeals.permissions import can_answer
from appeals.services.offices import answering_office
from core.audience import Reader
from core.errors import NotAllowed, Refused

# More than a list to choose from can hold.
OFFERED = 60


def templates_for(appeal: Appeal, reader: Reader) -> list[AnswerTemplate]:
    """Templates to answer this application with: in the language its author asked for, of its
    topic or of any, the agency's own first. Nothing for whoever may not answer it."""
    if not can_answer(reader, appeal):
        return []
    rows = AnswerTemplate.objects.filter(
        Q(agency=None) | Q(agency_id=appeal.agency_id),
        Q(topic=None) | Q(topic_id=appeal.topic_id),
        language=appeal.answer_language,
        is_active=True,
    )
    own_first = F("agency").asc(nulls_last=True)
    return list(rows.order_by(own_first, F("topic").asc(nulls_last=True), "title", "pk")[:OFFERED])


def template_fill(*, template: AnswerTemplate, appeal: Appeal, reader: Reader) -> str:
    """The template's words with the portal's gaps filled; gaps for people stay as they are.

    Raises ``NotAllowed`` for another agency's template or application, ``Refused`` for a template
    that is switched off or has a gap nobody can fill.
    """
    if not can_answer(reader, appeal) or template.agency_id not in (None, appeal.agency_id):
        raise NotAllowed
    if not template.is_active:
        raise Refused(_("This template is not in use any more."), code="template_off")
    unknown = unknown_gaps(template.body)
    if unknown:
        raise Refused(
            _("The portal doesn't know these gaps: %(gaps)s.") % {"gaps": ", ".join(unknown)},
            code="unknown_gaps",
        )
    return gaps_fill(template.body, _values(appeal, template.language))


def _values(appeal: Appeal, language: str) -> dict[str, str]:
    """What the portal knows, in the template's language. Braces an author typed are no gaps."""
    original = original_of(appeal)
    with translation.override(language):
        values = {
            "number": appeal.number,
            "subject": original.subject,
            "registered_on": date_format(appeal.registered_on, "DATE_FORMAT"),
            "due_on": date_format(appeal.due_on, "DATE_FORMAT"),
            "agency": appeal.agency.localized("name", language),
            "office": answering_office(appeal).localized("title", language),
            "author": original.full_name,
        }
    return {
        name: value.replace("{{", "{").replace("}}", "}").strip() for name, value in values.items()
    }
