"""A whole survey before a moderator: approved as it is, or sent back with a note."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.text import clean_text
from moderation.models import ModeratedText
from moderation.wording import Wording
from surveys.locking import survey_lock
from surveys.models import Survey
from surveys.outline import outline_of, title_of
from surveys.services.reviewing import KIND, survey_approve, survey_renew, survey_return
from surveys.states import SurveyState


class ModeratedSurvey:
    """A moderator decides whether people may be asked this."""

    label = _("Survey")

    def lock(self, target_id: str) -> None:
        """The survey's row, which its verbs lock first too."""
        survey_lock(int(target_id))

    def describe(self, target_id: str) -> dict[str, Any]:
        """The outline as it is now, who asks, and when."""
        survey = Survey.objects.select_related("agency").get(pk=int(target_id))
        return {
            "title": survey.localized("title"),
            "subject": title_of(survey),
            "text": outline_of(survey),
            "author": survey.agency.localized("name"),
            "author_id": survey.made_by_id,
            "facts": [
                (str(_("Agency")), survey.agency.localized("name")),
                (str(_("Who may answer")), survey.get_voters_display()),
                (str(_("Results")), survey.get_results_shown_display()),
            ],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish it. Words of a survey are its editor's: they aren't corrected here."""
        survey = Survey.objects.get(pk=int(target_id))
        title, outline = title_of(survey), outline_of(survey)
        same = _words(subject) == _words(title) and _words(body) == _words(outline)
        if cuts or not same:
            if _is_changed(target_id, title, outline):
                raise Refused(
                    _("The page changed after it was sent. Read it anew."), code="target_changed"
                )
            raise Refused(
                _("A survey is approved as it is. To have it changed, send it back with a note."),
                code="only_whole",
            )
        survey_approve(survey_id=survey.pk, actor=actor)

    def renew(self, target_id: str, *, actor: Any) -> int:
        """After ``target_changed``: the words of now wait in the queue; the number of the text."""
        return survey_renew(survey_id=int(target_id), actor=actor).pk

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Back to the agency."""
        survey_return(survey_id=int(target_id), ground=ground, note=note, actor=actor)

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads now."""
        survey = Survey.objects.get(pk=int(target_id))
        if survey.state != SurveyState.READY:
            return None
        return {"subject": title_of(survey), "body": outline_of(survey), "cuts": []}


def _is_changed(target_id: str, title: str, outline: str) -> bool:
    """Editors go on writing on the pages while a moderator reads."""
    now = Wording(clean_text(title), clean_text(outline)).fingerprint
    waiting = ModeratedText.objects.filter(kind=KIND, target_id=target_id)
    return waiting.exclude(original=now).exists()


def _words(text: str) -> list[str]:
    """Without differences of white space."""
    return text.split()
