"""The list of reported comments, and the page where one is hidden or kept."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views import View

from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.readers import reader_of
from conferences.models import Comment
from conferences.reports_desk.rows import comment_to_keep, may_look, reported, reports_of
from conferences.services.hiding import comment_hide
from conferences.services.reporting import report_settle
from conferences.states import CommentState
from core.errors import NotAllowed, Refused
from moderation.forms import RefusalForm

LIST = "conference_reports"
WORDS_IN_LIST = 90


class KeepersOnly:
    """In front of every view here: for anybody else the address does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_look(reader_of(request)):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def words_of(comment: Comment) -> str:
    """The beginning of what the public reads."""
    texts = comment.words_now  # type: ignore[attr-defined]
    return Truncator(texts[0].body).chars(WORDS_IN_LIST) if texts else ""


class ReportsView(KeepersOnly, IndexView):
    """Comments that people have reported, the first reported first."""

    model = Comment
    page_title = _("Reported comments")
    header_icon = "warning"
    index_url_name = LIST
    index_results_url_name = "conference_reports_results"
    default_ordering = ("reported_at", "id")
    no_results_message: Any = _("No reported comment waits.")
    paginate_by = 50
    is_searchable = False
    permission_policy = None
    any_permission_required = None
    columns = [
        TitleColumn(
            "words", label=_("Comment"), accessor=words_of, url_name="conference_comment_look"
        ),
        Column("open_reports", label=pgettext_lazy("about a comment", "Reports")),
        Column(
            "question",
            label=_("Question"),
            accessor=lambda row: f"№ {row.question.number}",
        ),
        Column(
            "conference",
            label=_("Conference"),
            accessor=lambda row: row.question.conference.localized("theme"),
        ),
        DateColumn("reported_at", label=_("Reported")),
    ]

    def get_base_queryset(self) -> QuerySet[Comment]:
        return reported(reader_of(self.request))

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs)


class CommentLook(KeepersOnly, WagtailAdminTemplateMixin, View):
    """One comment with what was said of it: hide it on a ground, or keep it."""

    template_name = "conferences/admin/comment.html"
    header_icon = "warning"

    def get_page_title(self) -> str:
        return str(_("Comment"))

    def get_breadcrumbs_items(self) -> Sequence[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(LIST), "label": _("Reported comments")},
            {"url": "", "label": self.get_page_title()},
        ]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._page(self._comment(pk), RefusalForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Hide it or keep it, by the button pressed."""
        comment = self._comment(pk)
        if "keep" in request.POST:
            return self._keep(comment)
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return self._page(comment, form, status=422)
        try:
            comment_hide(comment_id=comment.pk, **self._who(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
            return self._page(self._comment(pk), form, status=refusal.status)
        messages.success(request, _("The comment is hidden. Its author is told why."))
        return redirect(LIST)

    def _keep(self, comment: Comment) -> HttpResponse:
        try:
            report_settle(comment_id=comment.pk, **self._who())
            messages.success(self.request, _("The comment stays. Its reports are settled."))
        except NotAllowed as refusal:
            form = RefusalForm()
            messages.error(self.request, str(refusal.message))
            return self._page(comment, form, status=refusal.status)
        except Refused as refusal:
            messages.error(self.request, str(refusal.message))
        return redirect(LIST)

    def _who(self) -> dict[str, Any]:
        return {"actor": self.request.user, "reader": reader_of(self.request)}

    def _comment(self, pk: int) -> Comment:
        comment = comment_to_keep(pk, reader_of(self.request))
        if comment is None:
            raise Http404
        return comment

    def _page(self, comment: Comment, form: RefusalForm, status: int = 200) -> HttpResponse:
        reports = reports_of(comment)
        context = self.get_context_data(
            comment=comment,
            conference=comment.question.conference.localized("theme"),
            text=next(iter(comment.words_now), None),  # type: ignore[attr-defined]
            question_text=next(iter(comment.question.asked_now), None),  # type: ignore[attr-defined]
            reports=reports,
            waiting=[row for row in reports if row.settled_at is None],
            is_public=comment.state == CommentState.PUBLISHED,
            is_mine=comment.author_id == self.request.user.pk,
            form=form,
        )
        return self.render_to_response(context, status=status)
