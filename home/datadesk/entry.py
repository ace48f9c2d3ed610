"""Who may come in."""

from django.http import Http404, HttpRequest

from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader


def operator_reader(request: HttpRequest) -> Reader:
    """For anybody but operators there is nothing here."""
    reader = reader_of(request)
    if not reader.has(RoleKind.OPERATOR):
        raise Http404
    return reader
