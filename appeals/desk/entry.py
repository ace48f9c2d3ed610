"""Who comes to the desks, and which applications are there for them."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, RoleKind
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


def role_ended(request: HttpRequest, number: str) -> bool:
    """The person worked at the agency that holds it, and works now only elsewhere.

    Such a person knows of the application and has its page still open, so "there is no such page"
    would only puzzle. Two queries, and only when a form is sent.
    """
    reader = reader_of(request)
    agency_id = Appeal.objects.filter(number=number.upper()).values_list("agency_id", flat=True)
    held = agency_id.first()
    if held is None or reader.works_at(held, *WORKERS):
        return False
    roles = Role.objects.filter(user=reader.user_id, agency_id=held, kind__in=WORKERS)
    return roles.filter(valid_to__lte=timezone.now()).exists()


def ended_page(request: HttpRequest) -> HttpResponse:
    """Says that the role has ended and gives back what was typed; nothing is done."""
    names = ("csrfmiddlewaretoken", "verb")
    typed = [value for name, value in request.POST.items() if name not in names and value]
    context = {"typed": typed, "page_title": _("Your role has ended"), "header_icon": "lock"}
    return render(request, "appeals/desk/ended.html", context, status=403)
