"""The form of a page that is a face of a row: editors choose among their own agency's rows."""

from typing import Any

from django.db.models import Q

from wagtail.admin.forms import WagtailAdminPageForm

from accounts.models import RoleKind
from accounts.readers import reader_for
from agencies.models import Agency


class OwnFaceForm(WagtailAdminPageForm):
    """Shows no row of another agency, some of which nobody may know of yet, and takes none.

    The row decides whose page it is, so a free choice would give a page away or take one over.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get(self.instance.face_of)
        if field is not None and self.for_user is not None and not self._chooses_freely():
            key = "pk__in" if field.queryset.model is Agency else "agency_id__in"
            own = reader_for(self.for_user).agencies_as(RoleKind.EDITOR)
            chosen = getattr(self.instance, f"{self.instance.face_of}_id")
            field.queryset = field.queryset.filter(Q(**{key: own}) | Q(pk=chosen))

    def _chooses_freely(self) -> bool:
        """Operators do. Moderators correct words on a page and leave it where it belongs."""
        operator = reader_for(self.for_user).has(RoleKind.OPERATOR)
        return bool(self.for_user.is_superuser or operator)
