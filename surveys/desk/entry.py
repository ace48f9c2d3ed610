"""Who comes to the desk of surveys, and which of them are there for them."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader
from surveys.models import Survey
from surveys.permissions import MAKERS, READERS, can_edit


def may_see(reader: Reader) -> bool:
    """People of agencies that ask, and operators."""
    return reader.has(*READERS, RoleKind.OPERATOR)


def desk_reader(request: HttpRequest) -> Reader:
    """The reader; for anybody else the address doesn't exist."""
    reader = reader_of(request)
    if not may_see(reader):
        raise Http404
    return reader


def operator_reader(request: HttpRequest) -> Reader:
    """The reader, if operator of the portal now."""
    reader = reader_of(request)
    if not reader.has(RoleKind.OPERATOR):
        raise Http404
    return reader


def own_agencies(reader: Reader) -> frozenset[int]:
    """Where the reader may make surveys."""
    return reader.agencies_as(*MAKERS)


def rows_for(reader: Reader) -> QuerySet[Survey]:
    """Surveys of the reader's own agencies; for operators all."""
    rows = Survey.objects.select_related("agency")
    if reader.has(RoleKind.OPERATOR):
        return rows
    return rows.filter(agency_id__in=reader.agencies_as(*READERS))


def survey_at_desk(key: str, reader: Reader) -> Survey:
    """One of these surveys; anything else is a 404."""
    found = rows_for(reader).filter(key=key).first()
    if found is None:
        raise Http404
    return found


def survey_to_edit(key: str, reader: Reader) -> Survey:
    """A survey the reader may write."""
    found = survey_at_desk(key, reader)
    if not can_edit(reader, found):
        raise Http404
    return found
