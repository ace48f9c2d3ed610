"""Free answers to a survey before a moderator, who doesn't know whose they are."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.models import SurveyText
from surveys.services.texts import survey_text_publish, survey_text_refuse, text_lock
from surveys.states import TextState


class ModeratedSurveyText:
    """A moderator decides whether the public may read a free answer."""

    label = _("Free answer to a survey")

    def lock(self, target_id: str) -> None:
        """Its own row; no verb of surveys takes another one with it."""
        text_lock(int(target_id))

    def describe(self, target_id: str) -> dict[str, Any]:
        """The words and what was asked; there is no author to show."""
        text = _text(target_id)
        survey = text.question.survey
        return {
            "title": survey.localized("title"),
            "text": str(text.original or ""),
            "facts": [
                (str(_("Survey")), survey.localized("title")),
                (str(_("Agency")), survey.agency.localized("name")),
                (str(_("Question")), text.question.localized("text")),
            ],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording."""
        survey_text_publish(text_id=int(target_id), body=body, cuts=cuts, actor=actor)

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't publish."""
        survey_text_refuse(text_id=int(target_id), ground=ground, note=note, actor=actor)

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads now."""
        text = _text(target_id)
        if text.state != TextState.PUBLISHED:
            return None
        return {"subject": "", "body": text.body, "cuts": text.cuts}


def _text(target_id: str) -> SurveyText:
    rows = SurveyText.objects.select_related("question__survey__agency")
    return rows.get(pk=int(target_id))
