"""Publishing the summary: what was decided."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conferences.locking import conference_lock
from conferences.models import Conference, ConferencePage, ConferenceQuestion, QuestionAnswer
from conferences.models.rules import ConferenceRules
from conferences.permissions import can_edit
from conferences.phases import Phase, phase_of
from conferences.promises import promised_ids
from conferences.proposals import archive_after
from conferences.services.opening import conference_announce
from conferences.services.telling import askers_tell
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record
from search.pages import stream_words

NEEDED = ("kk", "ru")
AFTER_CLOSING = (Phase.CLOSED, Phase.ANSWERING, Phase.ARCHIVED)
LANGUAGES = {"kk": "қазақша", "ru": "по-русски"}


class QuestionsLeft(Refused):
    """Promised questions have no answer; ``numbers`` names them."""

    def __init__(self, numbers: list[int]) -> None:
        said = get_text_list([str(number) for number in numbers], _("and"))
        super().__init__(
            ngettext(
                "Question %(numbers)s was promised an answer and has none. Answer it first, or "
                "publish all the same: the page then says so.",
                "Questions %(numbers)s were promised an answer and have none. Answer them first, "
                "or publish all the same: the page then says so.",
                len(numbers),
            )
            % {"numbers": said},
            code="questions_left",
        )
        self.numbers = numbers


@transaction.atomic
def summary_publish(
    *, conference_id: int, actor: Any, reader: Reader, all_the_same: bool = False
) -> Conference:
    """Say that the summary on the pages is the summary; everybody who asked is told.

    It stands on the published pages in Kazakh and Russian at least, put there by the pages' own
    workflow. The conference then stays open for talk for as long as the rules say, whatever day
    for the archive was set before. Refused: ``NotAllowed``; wrong_phase before closing or when
    cancelled; wrong_state the second time; no_words; ``QuestionsLeft`` unless ``all_the_same``.
    """
    conference = conference_lock(conference_id)
    if not can_edit(reader, conference):
        raise NotAllowed
    now = timezone.now()
    _check(conference, phase_of(conference, now))
    left = unanswered(conference)
    if left and not all_the_same:
        raise QuestionsLeft(left)
    is_archived = phase_of(conference, now) == Phase.ARCHIVED
    conference.summary_published_at = now
    if not is_archived:
        earliest = archive_after(now, ConferenceRules.current())
        conference.archived_at = max(conference.archived_at or earliest, earliest)
    conference.save(update_fields=["summary_published_at", "archived_at"])
    event = event_record(
        verb="conference.summary",
        target=conference,
        actor=actor,
        agency_id=conference.agency_id,
        data={"left": left},
    )
    askers_tell(conference, kind="conference.summary", event=event)
    conference_announce(conference, "conference.summarised", event, wide=True)
    return conference


def unanswered(conference: Conference) -> list[int]:
    """Numbers of the promised questions without an answer. Two queries."""
    answered = QuestionAnswer.objects.filter(withdrawn_at=None).values("question_id")
    rows = ConferenceQuestion.objects.filter(pk__in=promised_ids(conference))
    missing = rows.exclude(pk__in=answered).order_by("number")
    return list(missing.values_list("number", flat=True))


def languages_without_summary(conference: Conference) -> list[str]:
    """Which of the needed languages have no summary on a published page. One query."""
    pages = ConferencePage.objects.filter(conference=conference, live=True)
    written = {page.face_language for page in pages if any(map(str.strip, _words(page)))}
    return [code for code in NEEDED if code not in written]


def _words(page: ConferencePage) -> list[str]:
    return stream_words(page.summary)


def _check(conference: Conference, phase: Phase) -> None:
    if conference.summary_published_at is not None:
        raise Refused(_("The summary is published already."), code="wrong_state")
    if phase not in AFTER_CLOSING or conference.cancelled_at is not None:
        raise Refused(_("A summary is published once questions have closed."), code="wrong_phase")
    missing = languages_without_summary(conference)
    if missing:
        raise Refused(
            _(
                "The summary isn't on the published page yet: %(languages)s. Write it on the page "
                "and have the page published first."
            )
            % {"languages": ", ".join(LANGUAGES[code] for code in missing)},
            code="no_words",
        )
