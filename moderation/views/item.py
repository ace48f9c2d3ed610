"""The page of one text: the original beside the public wording, and the decision."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.registry import Moderated, adapter_for
from moderation.forms import LOOK, REFUSE, DecisionForm
from moderation.models import Decision, DeskRules, ModeratedText
from moderation.projections import ItemView, item_view
from moderation.screening.services import screen_false_alarm
from moderation.selectors import decision_on, queue
from moderation.services import (
    Outcome,
    moderation_approve,
    moderation_claim,
    moderation_refuse,
    moderation_release,
)
from moderation.views.base import QUEUE, DeskPage

DECIDED = {
    Decision.APPROVED: _("Published as written."),
    Decision.CORRECTED: _("Published with corrections."),
    Decision.REFUSED: _("Publication refused. The author gets the answer all the same."),
    None: _("Approved. The text now waits for the next step."),
}
CLAIM, TAKE_OVER, RELEASE = "claim", "take_over", "release"
LONGEST_INDEX = 6
# A sign of life so many times before a claim runs out.
BEATS = 4


class ItemPage(DeskPage):
    """One text: the original beside the public wording, and the decision."""

    tab = "queue"
    template_name = "moderation/item.html"
    shown: ItemView

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; a text that has just been decided says so."""
        item = queue().filter(pk=pk).first()
        if item is None:
            return self._gone(request, pk)
        return self._page(item, self._form(item, request))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide. Whatever is wrong stands at its field, with everything typed kept."""
        item = queue().filter(pk=pk).first()
        if item is None:
            return self._gone(request, pk)
        if request.POST.get("decision") in (CLAIM, TAKE_OVER, RELEASE):
            return self._claim(item, request)
        if "false_alarm" in request.POST:
            return self._false_alarm(item, request)
        form = self._form(item, request)
        if not form.is_valid() or form.cleaned_data["decision"] == LOOK:
            return self._page(item, form)
        try:
            outcome = self._decide(item, form)
        except Refused as refusal:
            if refusal.code == "decided_already":
                return self._gone(request, pk)
            if refusal.code == "target_changed":
                return self._anew(item, refusal)
            form.refuse(refusal)
            return self._page(item, form)
        messages.success(request, DECIDED[outcome.decision])
        return redirect(QUEUE)

    def _claim(self, item: ModeratedText, request: HttpRequest) -> HttpResponse:
        """Take the text, also from another moderator, with everything typed kept; or give it back.

        The page does this by script too. Without one the buttons of the form come here.
        """
        wish = request.POST["decision"]
        if wish == RELEASE:
            moderation_release(item=item, actor=request.user)
            return redirect(QUEUE)
        with self._refusals_told(request):
            moderation_claim(item=item, actor=request.user, take_over=wish == TAKE_OVER)
        return self._as_typed(request)

    def _false_alarm(self, item: ModeratedText, request: HttpRequest) -> HttpResponse:
        """Screening was wrong about one place; everything typed stays."""
        wanted = request.POST["false_alarm"]
        with self._refusals_told(request):
            index = int(wanted) if wanted.isdecimal() and len(wanted) < LONGEST_INDEX else -1
            screen_false_alarm(item=item, mark_index=index, actor=request.user)
        return self._as_typed(request)

    @contextmanager
    def _refusals_told(self, request: HttpRequest) -> Iterator[None]:
        try:
            yield
        except Refused as refusal:
            messages.warning(request, str(refusal.message))

    def _as_typed(self, request: HttpRequest) -> HttpResponse:
        """The page once more, as things stand now and with what was typed; nothing is decided."""
        item = queue().filter(pk=self.kwargs["pk"]).first()
        if item is None:
            return self._gone(request, self.kwargs["pk"])
        typed = request.POST.copy()
        typed["decision"] = LOOK
        return self._page(item, self._form(item, request, typed))

    def _decide(self, item: ModeratedText, form: DecisionForm) -> Outcome:
        data = form.cleaned_data
        if data["decision"] == REFUSE:
            return moderation_refuse(
                item=item, actor=self.request.user, ground=data["ground"], note=data["note"]
            )
        return moderation_approve(
            item=item,
            actor=self.request.user,
            subject=form.wording.subject,
            body=form.wording.body,
            cuts=form.wording.cuts,
            release=data["release"],
            seen=data["seen"],
        )

    def _anew(self, item: ModeratedText, refusal: Refused) -> HttpResponse:
        """What waits was changed where it is written: its words of now are to be read."""
        try:
            fresh = adapter_for(Moderated, item.kind).renew(item.target_id, actor=self.request.user)
        except Refused:
            return self._gone(self.request, item.pk)
        messages.warning(self.request, str(refusal.message))
        return redirect("moderation:item", fresh)

    def _form(self, item: ModeratedText, request: HttpRequest, sent: Any = None) -> DecisionForm:
        self.shown = item_view(item, request.user)
        self.title = self.shown.title
        files = self.shown.files if self.shown.may_release else []
        return DecisionForm(sent or request.POST or None, item=item, files=files)

    def _page(self, item: ModeratedText, form: DecisionForm) -> HttpResponse:
        shown = self.shown
        if form.is_bound:
            shown = item_view(item, self.request.user, form.typed)
        beat = DeskRules.current().claim_minutes * 60 // BEATS
        context = self.get_context_data(item=item, shown=shown, form=form, beat=beat)
        return self.render_to_response(context)

    def _gone(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        event = decision_on(pk)
        if event is None:
            raise Http404
        decision = Decision(event.verb.removeprefix("moderation."))
        messages.warning(
            request,
            _("Somebody has decided already: %(decision)s.") % {"decision": decision.label},
        )
        return redirect(QUEUE)
