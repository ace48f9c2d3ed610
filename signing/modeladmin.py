"""Terms of agreement in the CMS: a version in force can be read; only a new version is made."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.rich_text import get_rich_text_editor_widget
from wagtail.templatetags.wagtailcore_tags import richtext
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, InspectView

from core.localized import ORDER
from signing.models import Terms
from signing.terms import terms_next, terms_next_version

EDITOR = get_rich_text_editor_widget(features=["h3", "bold", "italic", "ol", "ul", "link"])


class TermsPermissionHelper(PermissionHelper):
    """Nobody changes or deletes a version in force, the superuser neither."""

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        """Only a version that is not in force yet."""
        return not obj.is_in_force and super().user_can_edit_obj(user, obj)

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        """Only a version that is not in force yet."""
        return not obj.is_in_force and super().user_can_delete_obj(user, obj)


class TermsCreateView(CreateView):
    """A new version starts from the words of the newest one; its number is given, not typed."""

    def get_instance(self) -> Terms:
        """The copy the form is filled from."""
        return terms_next()

    def form_valid(self, form: Any) -> Any:
        """Number it at the last moment."""
        form.instance.version = terms_next_version(form.instance.purpose)
        return super().form_valid(form)


class TermsInspectView(InspectView):
    """A version as people read it."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        """The text as text, not as HTML tags."""
        if field_name.startswith("body_"):
            return richtext(getattr(self.instance, field_name))
        return super().get_field_display_value(field_name, field)


class TermsAdmin(ModelAdmin):
    """Versions of the terms, the newest first."""

    model = Terms
    menu_label = _("Terms of agreement")
    menu_icon = "doc-full"
    menu_order = 860
    list_display = ("title_kk", "purpose", "version", "published_at")
    list_filter = ("purpose",)
    ordering = ("purpose", "-version")
    inspect_view_enabled = True
    inspect_view_class = TermsInspectView
    inspect_view_fields_exclude = ("id",)
    permission_helper_class = TermsPermissionHelper
    create_view_class = TermsCreateView
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("purpose"), FieldPanel("published_at")]),
            *(
                MultiFieldPanel(
                    [FieldPanel(f"title_{code}"), FieldPanel(f"body_{code}", widget=EDITOR)],
                    heading=code.upper(),
                )
                for code in ORDER
            ),
        ]
    )
