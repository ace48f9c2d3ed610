"""Addresses of the desk of surveys. Fixed words stand before the key of a survey."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail.admin.menu import MenuItem

from accounts.readers import reader_of
from surveys.desk.building import questions_page, section_page
from surveys.desk.editing import survey_edit, survey_new
from surveys.desk.entry import may_see
from surveys.desk.item import survey_item
from surveys.desk.listing import desk
from surveys.desk.looking import preview, tryout
from surveys.desk.question_views import question_edit, question_new
from surveys.desk.rules import rules_page
from surveys.desk.texts import texts_page


class DeskMenuItem(MenuItem):
    """Shown to those who have something to do there."""

    def is_shown(self, request: HttpRequest) -> bool:
        """By the roles of this moment."""
        return may_see(reader_of(request))


_ONE = "surveys/<slug:key>"
urlpatterns: list[URLPattern] = [
    path("surveys/", desk, name="surveys_desk"),
    path("surveys/new/", survey_new, name="surveys_desk_new"),
    path("surveys/rules/", rules_page, name="surveys_desk_rules"),
    path(f"{_ONE}/", survey_item, name="surveys_desk_item"),
    path(f"{_ONE}/edit/", survey_edit, name="surveys_desk_edit"),
    path(f"{_ONE}/questions/", questions_page, name="surveys_desk_questions"),
    path(f"{_ONE}/questions/new/", question_new, name="surveys_desk_question_new"),
    path(f"{_ONE}/questions/<slug:question>/", question_edit, name="surveys_desk_question"),
    path(f"{_ONE}/sections/new/", section_page, name="surveys_desk_section_new"),
    path(f"{_ONE}/sections/<int:section>/", section_page, name="surveys_desk_section"),
    path(f"{_ONE}/texts/", texts_page, name="surveys_desk_texts"),
    path(f"{_ONE}/preview/", preview, name="surveys_desk_preview"),
    path(f"{_ONE}/tryout/", tryout, name="surveys_desk_tryout"),
]
menu_items: list[MenuItem] = [
    DeskMenuItem(
        _("Surveys"), reverse_lazy("surveys_desk"), name="surveys", icon_name="form", order=121
    )
]
