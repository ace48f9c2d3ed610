"""The word lists in the CMS, for operators and chief moderators, with how often each was right."""

from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.options import ModelAdmin

from moderation.modeladmin import ComposerPermissions
from moderation.models import ScreenWord


class ScreenWordAdmin(ModelAdmin):
    """Words that screening looks for, and the harmless ones it leaves alone."""

    model = ScreenWord
    menu_label = _("Word lists")
    menu_icon = "list-ul"
    menu_order = 830
    add_to_settings_menu = True
    base_url_path = "moderation-words"
    permission_helper_class = ComposerPermissions
    list_display = (
        "word",
        "list",
        "language",
        "match",
        "is_exception",
        "weight",
        "hits",
        "false_alarms",
        "is_active",
    )
    list_filter = ("list", "language", "is_exception", "is_active", "match")
    search_fields = ("word", "note", "topic")
    ordering = ("list", "language", "word")
    list_per_page = 50
    panels = [
        FieldRowPanel([FieldPanel("list"), FieldPanel("language")]),
        FieldRowPanel([FieldPanel("word"), FieldPanel("match")]),
        FieldRowPanel([FieldPanel("weight"), FieldPanel("topic")]),
        MultiFieldPanel(
            [FieldPanel("is_exception"), FieldPanel("is_active"), FieldPanel("note")],
            heading=_("Use"),
        ),
        FieldRowPanel(
            [FieldPanel("hits", read_only=True), FieldPanel("false_alarms", read_only=True)],
            heading=_("Counts"),
        ),
    ]
