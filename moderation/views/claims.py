"""Taking a text, saying that one is still at it, giving it back. By POST only."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from core.errors import NotAllowed, Refused
from moderation.models import ModeratedText
from moderation.services import moderation_claim, moderation_claim_next, moderation_release
from moderation.views.base import QUEUE, ModeratorsOnly

GONE = 410


class NextView(ModeratorsOnly, View):
    """The button "next free text"."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Claim the most urgent free text and open it."""
        item = moderation_claim_next(actor=request.user)
        if item is None:
            messages.info(request, _("There is no free text for you now."))
            return redirect(QUEUE)
        return redirect("moderation:item", pk=item.pk)


class ClaimView(ModeratorsOnly, View):
    """``action`` is claim, take_over or release. A script gets JSON, a form the page again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Do it, or say in words why not."""
        action = request.POST.get("action", "claim")
        is_script = "application/json" in request.headers.get("accept", "")
        item = ModeratedText.objects.filter(pk=pk).first()
        if item is None and not is_script:
            # The page of the text says what was decided.
            return redirect("moderation:item", pk=pk)
        if item is None:
            return _told("gone", _("Somebody has decided already."), GONE)
        try:
            state = self._act(item, action)
        except Refused as refusal:
            return self._refused(request, pk, refusal, is_script)
        if is_script:
            return _told(state)
        return redirect(QUEUE) if state == "free" else redirect("moderation:item", pk=pk)

    def _act(self, item: ModeratedText, action: str) -> str:
        actor: Any = self.request.user
        if action == "release":
            moderation_release(item=item, actor=actor)
            return "free"
        moderation_claim(item=item, actor=actor, take_over=action == "take_over")
        return "mine"

    def _refused(
        self, request: HttpRequest, pk: int, refusal: Refused, is_script: bool
    ) -> HttpResponse:
        if not is_script:
            messages.warning(request, str(refusal.message))
            return redirect("moderation:item", pk=pk)
        if refusal.code == "decided_already":
            return _told("gone", str(refusal.message), GONE)
        state = "closed" if isinstance(refusal, NotAllowed) else "other"
        return _told(state, str(refusal.message), refusal.status)


def _told(state: str, message: str = "", status: int = 200) -> JsonResponse:
    return JsonResponse({"state": state, "message": message}, status=status)
