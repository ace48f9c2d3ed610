"""Who comes to the desk of conferences, and which of them are there for them."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from accounts.models import RoleKind
from accounts.readers import reader_of
from conferences.models import Conference
from conferences.permissions import MAKERS, RUNNERS, can_edit
from core.audience import Reader

PORTAL = (RoleKind.OPERATOR, RoleKind.MODERATOR)


def may_see(reader: Reader) -> bool:
    """People of agencies that hold conferences, operators and moderators."""
    return reader.has(*RUNNERS, *PORTAL)


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
    """Where the reader may make conferences."""
    return reader.agencies_as(*MAKERS)


def rows_for(reader: Reader) -> QuerySet[Conference]:
    """Conferences of the reader's own agencies; for operators and moderators all."""
    rows = Conference.objects.all()
    if reader.has(*PORTAL):
        return rows
    return rows.filter(agency_id__in=reader.agencies_as(*RUNNERS))


def conference_at_desk(key: str, reader: Reader) -> Conference:
    """One of these conferences; anything else is a 404."""
    found = rows_for(reader).select_related("agency").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def conference_to_edit(key: str, reader: Reader) -> Conference:
    """A conference the reader may change."""
    found = conference_at_desk(key, reader)
    if not can_edit(reader, found):
        raise Http404
    return found
