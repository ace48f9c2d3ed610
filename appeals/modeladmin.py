"""Templates of answers in the CMS: workers see all agencies' and change their own agency's."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from accounts.models import RoleKind
from accounts.readers import reader_for, reader_of
from agencies.modeladmin import KeptPermissions, Registry
from agencies.models import Agency, Topic
from agencies.selectors import sort_field
from appeals.models import AnswerTemplate
from appeals.permissions import WORKERS
from core.audience import Reader


class TemplatePermissions(KeptPermissions):
    """The roles of this moment decide, not the permissions of a group."""

    def user_can_list(self, user: Any) -> bool:
        """Operators, clerks and heads."""
        return _may_look(reader_for(user))

    def user_can_create(self, user: Any) -> bool:
        """The same people."""
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        """Operators all; workers what is their agency's."""
        return may_change(reader_for(user), obj)

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        """What stands in the reader's list."""
        return scoped(reader_for(user)).filter(pk=obj.pk).exists()


class TemplateForm(WagtailAdminModelForm):
    """A worker's template is always of an agency of theirs; an operator's may be for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reader = reader_for(self.for_user)
        agency, topic = self.fields["agency"], self.fields["topic"]
        agency.queryset = Agency.objects.filter(is_active=True).order_by(sort_field())
        agency.help_text = _("Empty: offered to every agency.")
        topic.queryset = Topic.objects.filter(is_active=True)
        if not reader.has(RoleKind.OPERATOR):
            own = reader.agencies_as(*WORKERS)
            agency.queryset = agency.queryset.filter(pk__in=own)
            agency.required = True
            agency.help_text = ""
            if len(own) == 1 and not self.instance.pk:
                agency.initial = next(iter(own))


class AnswerTemplateAdmin(Registry):
    """Templates of answers."""

    model = AnswerTemplate
    base_form_class = TemplateForm
    permission_helper_class = TemplatePermissions
    menu_icon = "clipboard-list"
    menu_order = 2
    base_url_path = "answer-templates"
    list_display = ("title", "language", "topic", "agency", "is_active")
    list_filter = ("language", "is_active")
    list_select_related = ("topic", "agency")
    search_fields = ("title", "body")
    inspect_view_enabled = True
    inspect_view_fields = ("title", "language", "topic", "agency", "body", "is_active")
    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("agency"), FieldPanel("topic"), FieldPanel("language")]),
        FieldPanel("body"),
        FieldPanel("is_active"),
    ]

    # Views of this room: the guard of the CMS closes stock screens to agencies, and these ask
    # ``TemplatePermissions`` themselves. Deleting stays a stock screen, closed.

    def index_view(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        return super().index_view(request)

    def create_view(self, request: HttpRequest) -> HttpResponse:
        """A new one."""
        return super().create_view(request)

    def edit_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Change one."""
        return super().edit_view(request, instance_pk)

    def inspect_view(self, request: HttpRequest, instance_pk: str) -> HttpResponse:
        """Read one."""
        return super().inspect_view(request, instance_pk)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerTemplate]:
        """Shared ones and those of the reader's agencies; operators all."""
        ordering = self.get_ordering(request) or ("language", "title")
        return scoped(reader_of(request)).order_by(*ordering)


def scoped(reader: Reader) -> QuerySet[AnswerTemplate]:
    """What this reader may read."""
    rows = AnswerTemplate.objects.all()
    if reader.has(RoleKind.OPERATOR):
        return rows
    own = reader.agencies_as(*WORKERS)
    return rows.filter(Q(agency_id__in=own) | Q(agency=None)) if own else rows.none()


def may_change(reader: Reader, template: Any) -> bool:
    """Operators every template, workers those of their agency."""
    return reader.has(RoleKind.OPERATOR) or reader.works_at(template.agency_id, *WORKERS)


def _may_look(reader: Reader) -> bool:
    return reader.has(RoleKind.OPERATOR) or bool(reader.agencies_as(*WORKERS))
