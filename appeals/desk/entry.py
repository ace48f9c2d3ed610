"""Who comes to the desks, and which applications are there for them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.models import Appeal
from appeals.permissions import WORKERS, can_open_at_desk
from appeals.selectors import appeal_get
from core.audience import Reader


def worker_of(request: HttpRequest) -> Reader:
    """The reader, if clerk or head somewhere now; everybody else is turned away."""
    reader = reader_of(request)
    if not reader.agencies_as(*WORKERS):
        raise PermissionDenied
    return reader


def head_of(request: HttpRequest) -> Reader:
    """The reader, if head of an agency now."""
    reader = reader_of(request)
    if not reader.agencies_as(RoleKind.HEAD):
        raise PermissionDenied
    return reader


def operator_of(request: HttpRequest) -> Reader:
    """The reader, if operator of the portal now."""
    reader = reader_of(request)
    if not reader.has(RoleKind.OPERATOR):
        raise PermissionDenied
    return reader


def appeal_at_desk(number: str, reader: Reader) -> Appeal:
    """An application that the reader's agency holds or is offered; anything else is a 404."""
    try:
        appeal = appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None
    # A published text is on the public page; the desk is for those who work on the case.
    if not can_open_at_desk(reader, appeal):
        raise Http404
    return appeal
