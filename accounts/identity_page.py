"""The page on which an employee opens a citizen's identity. Each desk has its own address for it.

It lies below the rooms that know what the employee works on, so the room decides ``allowed``.
"""

from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.factor import factor_ask, second_factor_check
from accounts.models import IdentityView, User
from accounts.readers import reader_of
from accounts.services import Identity, identity_view
from core.errors import Refused


class ReasonForm(forms.Form):
    """Why the identity is opened."""

    reason = forms.ChoiceField(
        label=_("Why do you need it?"),
        choices=IdentityView.reasons_to_choose,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason."),
            "invalid_choice": _("Choose a reason from the list."),
        },
    )
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Needed for “by law” and “something else”. Kept encrypted, for auditors."),
    )
    in_full = forms.BooleanField(label=_("Show the whole IIN"), required=False)


@never_cache
def identity_page(
    request: HttpRequest,
    *,
    person: User,
    about_kind: str,
    about_id: str,
    back_url: str,
    allowed: bool,
    agency_id: int | None = None,
    about: str = "",
) -> HttpResponse:
    """Ask for the second factor and a reason, then show the identity once.

    ``about_kind`` and ``about_id`` name the object as events do; ``about`` is how people call it
    (a number). ``agency_id`` is the body for which the employee works on it; None for the portal.
    Without ``allowed`` there is nothing here (404). A reload asks anew: nothing is kept in the
    browser.
    """
    if not allowed:
        raise Http404
    if question := factor_ask(request):
        return question
    form = ReasonForm(request.POST if request.method == "POST" else None)
    identity, status = None, 422 if form.is_bound else 200
    if form.is_bound:
        if form.is_valid():
            identity, status = _opened(
                request,
                form,
                person=person,
                about_kind=about_kind,
                about_id=about_id,
                agency_id=agency_id,
            )
    context = {
        "form": form,
        "identity": identity,
        "about": about,
        "back": back_url,
        "action": request.get_full_path(),
    }
    return render(request, "accounts/identity/page.html", context, status=status)


def _opened(
    request: HttpRequest,
    form: ReasonForm,
    *,
    person: User,
    about_kind: str,
    about_id: str,
    agency_id: int | None,
) -> tuple[Identity | None, int]:
    try:
        identity = identity_view(
            actor=cast(User, request.user),
            reader=reader_of(request),
            person=person,
            about_kind=about_kind,
            about_id=about_id,
            agency_id=agency_id,
            factor=second_factor_check(request),
            **form.cleaned_data,
        )
    except Refused as refusal:
        form.add_error("words" if refusal.code == "words" else None, str(refusal.message))
        return None, refusal.status
    return identity, 200
