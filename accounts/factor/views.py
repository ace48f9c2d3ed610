"""The pages of the second factor in the CMS: set up, type a code, recovery codes, take away."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

import segno

from accounts.factor import codes
from accounts.factor.gate import (
    CODE,
    factor_passed,
    factor_url,
    second_factor_check,
    second_factor_required,
    signed_in_lately,
)
from accounts.factor.services import (
    factor_begin,
    factor_confirm,
    factor_of,
    factor_reset,
    factor_try,
    recovery_renew,
)
from accounts.models import IdentityView, RoleKind, User
from accounts.readers import reader_of
from accounts.services.reading import reading_note
from core.errors import Refused
from core.views import safe_next


@never_cache
@sensitive_post_parameters(CODE)
def factor_page(request: HttpRequest) -> HttpResponse:
    """Type a code; whoever has no app yet sets it up here on the spot."""
    user = _staff(request)
    back = safe_next(request, reverse("wagtailadmin_home"))
    if factor_of(user) is None:
        return _set_up(request, user, back)
    if request.method != "POST" and "next" not in request.GET and second_factor_check(request):
        return render(request, "accounts/factor/state.html")
    error = ""
    if request.method == "POST":
        try:
            factor_passed(request, factor_try(actor=user, code=request.POST.get(CODE, "")))
            return HttpResponseRedirect(back)
        except Refused as refusal:
            error = str(refusal.message)
    context = {"action": request.path, "typed": [], "error": error, "name": CODE, "back": back}
    status = 422 if error else 200
    return render(request, "accounts/factor/enter.html", context, status=status)


@never_cache
@require_POST
@second_factor_required
def factor_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes instead of the old."""
    return _codes(request, recovery_renew(actor=_staff(request)), reverse("wagtailadmin_home"))


@never_cache
def factor_reset_page(request: HttpRequest, pk: Any) -> HttpResponse:
    """An operator takes a lost factor away; asked once more, and for their own factor."""
    if not reader_of(request).has(RoleKind.OPERATOR):
        raise PermissionDenied
    return _reset(request, pk)


@second_factor_required
def _reset(request: HttpRequest, pk: Any) -> HttpResponse:
    person = get_object_or_404(User.objects.select_related("vault"), pk=pk)
    back = reverse("access-roles_modeladmin_index")
    if request.method == "POST":
        try:
            done = factor_reset(user=person, actor=_staff(request))
        except Refused as refusal:
            messages.error(request, str(refusal.message))
            return redirect(back)
        said = _("The second factor is taken away.") if done else _("There was none.")
        messages.success(request, said)
        return redirect(back)
    reading_note(
        verb="role.read",
        target=person,
        person=person,
        actor=_staff(request),
        what=IdentityView.What.ROLE,
        reason=IdentityView.Reason.RIGHTS,
    )
    context = {
        "page_title": _("Take the second factor away"),
        "whom": person.get_full_name(),
        "text": _(
            "For a lost telephone. Make sure that you speak with the person: at the next risky act "
            "whoever signs in as them sets up another one."
        ),
        "button": _("Take it away"),
        "action": request.path,
        "back": back,
        "form": None,
    }
    return render(request, "accounts/admin_form.html", context)


def _set_up(request: HttpRequest, user: User, back: str) -> HttpResponse:
    if not signed_in_lately(request):
        way = urlencode({"next": factor_url(back)})
        context = {"sign_in": f"{reverse('egov_login')}?{way}", "back": back}
        return render(request, "accounts/factor/sign_in.html", context, status=403)
    error = ""
    row = factor_begin(actor=user)
    if request.method == "POST":
        try:
            made = factor_confirm(actor=user, code=request.POST.get(CODE, ""))
            factor_passed(request, row)
            return _codes(request, made, back)
        except Refused as refusal:
            error = str(refusal.message)
    context = {
        "action": request.path,
        "error": error,
        "name": CODE,
        "back": back,
        "picture": _picture(str(row.secret), user),
        "secret": _in_fours(str(row.secret)),
    }
    status = 422 if error else 200
    return render(request, "accounts/factor/set_up.html", context, status=status)


def _codes(request: HttpRequest, made: list[str], back: str) -> HttpResponse:
    context = {"codes": [f"{code[:5]}-{code[5:]}" for code in made], "back": back}
    return render(request, "accounts/factor/codes.html", context)


def _picture(secret: str, user: User) -> SafeString:
    name = user.get_short_name() or user.username
    words = codes.secret_url(secret, name=name, issuer=settings.WAGTAIL_SITE_NAME)
    svg = segno.make(words, error="m").svg_inline(scale=5, border=3, light="#fff", dark="#000")
    return mark_safe(svg)  # noqa: S308 - made here, of a secret and a name that segno draws


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def _staff(request: HttpRequest) -> User:
    """Only people with a role now, and the set-up superuser, have use for it."""
    user: User = request.user  # type: ignore[assignment]
    if not user.is_superuser and not reader_of(request).is_staff:
        raise PermissionDenied
    return user
