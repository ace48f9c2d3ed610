"""What the screens of accounts in the CMS share."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse

from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.views import IndexView

from accounts.models import RoleKind
from accounts.readers import reader_of
from core.errors import Refused


class LookPermissions(PermissionHelper):
    """Look with the permission. Adding is a form of its own; nobody edits or deletes."""

    def user_can_list(self, user: Any) -> bool:
        """Whoever may look."""
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_has_any_permissions(self, user: Any) -> bool:
        """Asked for the menu on every page of the CMS: one permission tells it."""
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        """Nobody."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        """Nobody."""
        return False


class NoExportIndexView(IndexView):
    """A list of persons leaves the house in no table."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without modeladmin's export, which is there whether fields are named or not."""
        if "export" in request.GET:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


def operators_only(request: HttpRequest) -> None:
    """403 for anybody else; the services ask once more."""
    if not request.user.is_superuser and not reader_of(request).has(RoleKind.OPERATOR):
        raise PermissionDenied


def form_did(form: Form, act: Any) -> bool:
    """Do it; a refusal is shown on the form with everything typed still there."""
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True
