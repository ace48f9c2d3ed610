"""Letters of agencies in the CMS, for operators only: the list, one request, the scan."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from accounts.access.admin_forms import CompareForm, RequestGrantForm, RequestRefuseForm
from accounts.access.checks import TITLES, body_of, checks_of
from accounts.admin_base import LookPermissions, NoExportIndexView, form_did, operators_only
from accounts.factor import factor_ask
from accounts.models import AccessRequest, IdentityView, User
from accounts.people import person_with
from accounts.selectors import person_name
from accounts.services import access_request_grant, access_request_refuse, reading_note
from agencies.models import Agency
from core.envelope import unseal


class RequestPermissions(LookPermissions):
    """Requests come from the public form only."""

    def user_can_create(self, user: Any) -> bool:
        """Nobody."""
        return False


class RequestInspectView(InspectView):
    """A request with the person's data opened, the letter and the decision."""

    page_title = gettext_lazy("Request for access")

    def get_template_names(self) -> list[str]:
        """Our own."""
        return ["accounts/admin_request.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Opening the data is an event of its own."""
        letter_note(request, self.instance, "access_request.read", IdentityView.What.LETTER)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms, empty or as they were sent, and what was checked."""
        row: AccessRequest = self.instance
        is_new = row.state == AccessRequest.State.NEW
        if is_new:
            kwargs.setdefault("grant_form", self._grant_form())
            kwargs.setdefault("refuse_form", RequestRefuseForm(prefix="refuse"))
            if row.purpose == AccessRequest.Purpose.ACCESS:
                body = kwargs["grant_form"].initial["agency"]
                kwargs.setdefault("compare_form", CompareForm(initial={"agency": body}))
        shown = {
            "row": row,
            "is_new": is_new,
            "outgoing": [
                (person_name(role), role.get_kind_display())
                for role in row.outgoing.select_related("user__vault", "request")
            ],
            "kept_checks": [(TITLES.get(one.code, one.code), one) for one in row.checks.all()],
            "buttons": [],
            "fields": [],
        }
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Grant or refuse. To grant needs the second factor."""
        verb = request.POST.get("verb")
        if verb not in ("grant", "refuse"):
            raise PermissionDenied
        if verb == "grant" and (question := factor_ask(request)):
            return question
        form, act = self._act(request, verb)
        if form.is_valid() and form_did(form, act):
            messages.success(request, _("The decision is kept."))
            return redirect(self.index_url)
        bound = {f"{verb}_form": form}
        return self.render_to_response(self.get_context_data(**bound), status=422)

    def _act(self, request: HttpRequest, verb: str) -> tuple[Form, Any]:
        row, actor = self.instance, cast(User, request.user)
        if verb == "refuse":
            return (
                RequestRefuseForm(request.POST, prefix=verb),
                lambda said: access_request_refuse(request=row, actor=actor, **said),
            )
        form = self._grant_form(request.POST)
        return form, lambda said: access_request_grant(
            request=row,
            agency=said["agency"],
            kinds=said.get("kinds", ()),
            valid_to=said.get("valid_to"),
            decided=form.decided(),
            actor=actor,
        )

    def _grant_form(self, data: Any = None) -> RequestGrantForm:
        """With the checks against the body that is being compared."""
        row: AccessRequest = self.instance
        asked = self.request.GET.get("agency", "") if data is None else data.get("grant-agency", "")
        is_free = row.purpose == AccessRequest.Purpose.ACCESS and str(asked).isdigit()
        body = Agency.objects.filter(pk=asked).first() if is_free else None
        body = body or body_of(row)
        return RequestGrantForm(
            data, prefix="grant", request_row=row, agency=body, checks=checks_of(row, body)
        )


class AccessRequestAdmin(ModelAdmin):
    """Requests of agencies, the newest first. The list tells nobody's name."""

    model = AccessRequest
    menu_label = capfirst(AccessRequest._meta.verbose_name_plural)
    menu_item_name = "accessrequest"
    menu_icon = "form"
    base_url_path = "access-requests"
    permission_helper_class = RequestPermissions
    inspect_view_enabled = True
    inspect_view_class = RequestInspectView
    index_view_class = NoExportIndexView
    history_view_enabled = False
    list_display = (
        "agency_name",
        "purpose",
        "agency_bin",
        "letter_number",
        "letter_date",
        "created_at",
        "state",
    )
    list_filter = ("state", "purpose")
    search_fields = ("agency_name", "agency_bin", "letter_number")
    list_per_page = 50

    def register_indexing(self) -> None:
        """Plain rows stay out of the index of references."""


def letter_note(request: HttpRequest, row: AccessRequest, verb: str, what: str) -> None:
    """An event, and the person whom the letter names reads of it, once they have signed in."""
    reading_note(
        verb=verb,
        target=row,
        person=person_with(str(row.iin or "")),
        actor=cast(User, request.user),
        what=what,
        reason=IdentityView.Reason.ACCESS,
        agency_id=row.agency_id,
    )


@require_GET
def request_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the letter, always as an attachment; who took it is an event."""
    operators_only(request)
    row = get_object_or_404(AccessRequest.objects.select_related("letter__row_key"), pk=pk)
    letter_note(request, row, "access_request.letter", IdentityView.What.SCAN)
    return HttpResponse(
        unseal(row.letter),
        content_type=row.letter_type,
        headers={
            "Content-Disposition": f'attachment; filename="{row.letter_name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
