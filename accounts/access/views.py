"""The public form page and the page after it. Thin: checks are in the form, deeds in services."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache

from accounts.access.forms import AccessForm
from accounts.models import AccessFormPage, AccessRequest
from accounts.services import access_request_send, access_request_waiting
from core.address import client_address
from core.errors import Refused
from core.localized import ORDER
from core.rates import rate_take

# Tries from one address in an hour; an office of state bodies may share one.
TRIES, SECONDS = 30, 60 * 60


@never_cache
def access_form(request: HttpRequest, page: AccessFormPage) -> HttpResponse:
    """Show the form, take it, or show it again with everything typed still there."""
    with_captcha = not request.user.is_authenticated
    if request.method != "POST":
        return _shown(request, page, AccessForm(page=page, with_captcha=with_captcha))
    if "another" in request.POST:
        # Another picture without script: what was typed stays, nothing is checked.
        typed = {name: value for name, value in request.POST.items() if name != "another"}
        return _shown(request, page, AccessForm(initial=typed, page=page, with_captcha=True))
    form = AccessForm(request.POST, request.FILES, page=page, with_captcha=with_captcha)
    try:
        rate_take(
            scope="access-request",
            key=client_address(request),
            limit=TRIES,
            per_seconds=SECONDS,
        )
        row = _taken(form)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _shown(request, page, form, status=refusal.status)
    if row is None:
        return _shown(request, page, form, status=422)
    return HttpResponseRedirect(f"{page.url}{page.reverse_subpage('sent', args=[row.public_id])}")


def _taken(form: AccessForm) -> AccessRequest | None:
    if form.is_valid():
        language = (get_language() or ORDER[0])[:2]
        return access_request_send(
            wanted=form.wanted(), letter=form.cleaned_data["letter"], language=language
        )
    # The picture of a form counts once, so a second click comes with a used one.
    return access_request_waiting(form.wanted()) if form.only_captcha_is_wrong() else None


@never_cache
def access_sent(request: HttpRequest, page: AccessFormPage, public_id: UUID) -> HttpResponse:
    """The request has come; its number is all that is told."""
    row = AccessRequest.objects.filter(public_id=public_id).only("public_id", "created_at").first()
    if row is None:
        raise Http404
    return render(request, "pages/accounts/access_sent.html", _context(request, page, row=row))


def _shown(
    request: HttpRequest, page: AccessFormPage, form: AccessForm, status: int = 200
) -> HttpResponse:
    context = _context(request, page, form=form)
    return render(request, "pages/accounts/access_form.html", context, status=status)


def _context(request: HttpRequest, page: AccessFormPage, **more: object) -> dict[str, object]:
    return {**page.get_context(request), **more}
