"""The agency's list of responsible persons, and the operator's list of late agencies."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.admin_base import form_did, operators_only
from accounts.models import AccessRequest, AccessRules, User
from accounts.readers import reader_of
from accounts.roster.forms import ChangeForm, EndForm, LetterForm
from accounts.selectors import LAPSED, OK, role_dues, roster_of
from accounts.services import access_change_file, roles_unconfirmed_end, roster_confirm
from accounts.services.requests import ASKERS
from agencies.models import Agency
from core.errors import Refused
from core.localized import ORDER

FORMS: dict[str, type[LetterForm]] = {
    AccessRequest.Purpose.CHANGE: ChangeForm,
    AccessRequest.Purpose.END: EndForm,
}


def roster_page(request: HttpRequest) -> HttpResponse:
    """The people of each agency where the reader is head or editor."""
    own = reader_of(request).agencies_as(*ASKERS)
    if not own:
        raise PermissionDenied
    agencies = Agency.objects.filter(pk__in=own).order_by("sort_kk")
    context = {
        "agencies": [_about(agency) for agency in agencies],
        "rules": AccessRules.load(request),
    }
    return render(request, "accounts/roster/people.html", context)


@require_POST
def roster_confirm_act(request: HttpRequest, agency_id: int) -> HttpResponse:
    """The yearly confirmation: those that were ticked."""
    agency = _own_agency(request, agency_id)
    keys = [word for key in request.POST.getlist("person") for word in key.split("-")]
    try:
        roster_confirm(
            agency=agency,
            role_ids=[int(word) for word in keys if word.isdigit()],
            actor=cast(User, request.user),
            reader=reader_of(request),
        )
        messages.success(request, _("The list is confirmed. Thank you."))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return redirect("accounts_roster")


def roster_letter_page(request: HttpRequest, agency_id: int, purpose: str) -> HttpResponse:
    """The form by which the agency asks for a change or an end."""
    agency = _own_agency(request, agency_id)
    if purpose not in FORMS:
        raise Http404
    people = roster_of(agency)
    initial = {"person": request.GET.get("person", "")}
    form = FORMS[purpose](
        request.POST or None, request.FILES or None, people=people, initial=initial
    )
    if request.method == "POST":
        if form.is_valid() and form_did(form, lambda _said: _file(request, agency, purpose, form)):
            messages.success(request, _("The request is with the operator."))
            return redirect("accounts_roster")
    is_change = purpose == AccessRequest.Purpose.CHANGE
    context = {
        "page_title": _("Another person instead") if is_change else _("End of a person's roles"),
        "header_icon": "user",
        "form": form,
        "whom": agency.localized("name"),
        "text": _("The operator compares it with the letter and then changes the roles in one act.")
        if is_change
        else _("The operator compares it with the letter. The roles end when the day is over."),
        "button": _("Send the request"),
        "action": request.path,
        "back": reverse("accounts_roster"),
        "multipart": True,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/admin_form.html", context, status=status)


def roster_dues_page(request: HttpRequest) -> HttpResponse:
    """For operators: whose confirmation is due, overdue, or past its grace."""
    operators_only(request)
    dues = sorted(
        (due for due in role_dues() if due.state != OK), key=lambda due: (due.due_on, due.role.pk)
    )
    context = {"dues": dues, "lapsed": sum(due.state == LAPSED for due in dues)}
    return render(request, "accounts/roster/dues.html", context)


@require_POST
def roster_end_act(request: HttpRequest) -> HttpResponse:
    """End what nobody confirmed in time."""
    operators_only(request)
    ended = len(roles_unconfirmed_end(actor=cast(User, request.user)))
    said = ngettext("%(count)s role has ended.", "%(count)s roles have ended.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("accounts_roster_dues")


def _about(agency: Agency) -> dict[str, Any]:
    waiting = AccessRequest.objects.filter(
        agency=agency, state=AccessRequest.State.NEW, filed_by__isnull=False
    )
    return {
        "agency": agency,
        "people": roster_of(agency),
        "waiting": waiting,
        "last": agency.roster_confirmations.first(),
    }


def _own_agency(request: HttpRequest, agency_id: int) -> Agency:
    """Another's agency looks like none at all."""
    if agency_id not in reader_of(request).agencies_as(*ASKERS):
        raise Http404
    return get_object_or_404(Agency, pk=agency_id)


def _file(request: HttpRequest, agency: Agency, purpose: str, form: LetterForm) -> AccessRequest:
    return access_change_file(
        purpose=purpose,
        actor=cast(User, request.user),
        reader=reader_of(request),
        agency=agency,
        roles=[due.role for due in form.chosen().dues],
        from_day=form.cleaned_data["from_day"],
        letter=form.letter_said((get_language() or ORDER[0])[:2]),
        person=form.new_person(),
    )
