"""Which office answers."""

from django.utils.translation import gettext_lazy as _

from agencies.models import Office
from appeals.models import Appeal
from core.errors import Refused


def answering_office(appeal: Appeal) -> Office:
    """The addressed office while its agency holds the case, else the first office of the holder."""
    if appeal.office.agency_id == appeal.agency_id:
        return appeal.office
    office = Office.objects.filter(agency_id=appeal.agency_id, is_active=True).first()
    if office is None:
        raise Refused(_("Your agency has no office that could answer."), code="no_office")
    return office
