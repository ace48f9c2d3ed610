"""One person's live draft of a form, and what is known of its signature."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from signing.drafts import draft_before, draft_read, draft_save
from signing.models import Draft, PendingSignature
from signing.steps.fields import typed


@dataclass
class DraftOfForm:
    """A draft with its words. ``values`` are as typed, right or wrong, by field name."""

    user: User
    draft: Draft
    values: dict[str, Any]

    @property
    def last_pending(self) -> PendingSignature | None:
        """The signature by EDS that came in last for the same thing, waiting or decided."""
        rows = PendingSignature.objects.select_related("payload__draft", "payload__owner")
        mine = rows.filter(
            payload__owner=self.user,
            payload__draft__purpose=self.draft.purpose,
            payload__draft__object_key=self.draft.object_key,
        )
        return mine.order_by("-received_at").first()

    @property
    def is_waiting(self) -> bool:
        """A signature for this draft is being checked, so nothing can be changed."""
        waiting = PendingSignature.objects.filter(payload__draft=self.draft, resolved_at=None)
        return waiting.exists()

    @property
    def replaced(self) -> str:
        """The text that a save from another tab replaced; empty when nothing was."""
        before = str(draft_before(self.draft).get("text") or "")
        return before if before != self.values.get("text") else ""

    def save(self, values: dict[str, Any], step: str, revision: str | None = None) -> None:
        """Keep what was typed, right or wrong.

        ``revision`` is the draft's as the page knew it: a page left open in another tab doesn't
        erase newer words.
        """
        self.draft = draft_save(
            draft=self.draft,
            owner=self.user,
            values=values,
            step=step,
            expected_revision=int(revision) if revision and revision.isdecimal() else None,
        )
        self.values = draft_read(self.draft)

    def save_posted(self, request: HttpRequest, step: str, *forms: Any) -> str:
        """Keep what came in for these forms; says in words why it could not be kept."""
        pairs = (pair for form in forms for pair in typed(form, request.POST).items())
        try:
            self.save(dict(pairs), step, request.POST.get("revision"))
        except Refused as refusal:
            return str(refusal.message)
        return ""

    def autosave(self, request: HttpRequest, *forms: Any) -> JsonResponse:
        """Keep what is being typed; answers with the time it was kept."""
        values = {
            name: value
            for form in forms
            for name, value in typed(form, request.POST).items()
            if name in request.POST
        }
        try:
            self.save(values, request.POST.get("step", "")[:20], request.POST.get("revision"))
        except Refused as refusal:
            return JsonResponse({"error": str(refusal.message)}, status=refusal.status)
        saved_at = timezone.localtime(self.draft.updated_at).strftime("%H:%M")
        return JsonResponse({"saved_at": saved_at, "revision": self.draft.revision})


def person_of(user: User) -> dict[str, str]:
    """The parts of the name that are signed. Refuses whoever didn't come through egov.kz."""
    vault = getattr(user, "vault", None)
    if vault is None:
        raise Refused(_("Please sign in through egov.kz to sign."), code="no_subject")
    return {name: getattr(vault, name) or "" for name in ("surname", "name", "patronymic")}
