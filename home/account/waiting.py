"""What waits for the person: the first block of the account, ordered by its day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import DataRequest, User
from appeals.waiting import ASKED_FOR, AuthorWait, author_waits
from conferences.selectors.waiting import refused_questions
from conferences.services.questions import own_words
from core.audience import Reader
from home.account.begun import Begun
from moderation.models import Decision, ModerationDecision
from notifications.services import reach_of

REFUSED_SHOWN = 20
ANSWER_FRESH = timedelta(days=14)
TITLE = 120


@dataclass(frozen=True)
class Wait:
    """A sentence and the one link that leads there. ``language`` is that of the link's words,
    empty when it is the page's."""

    said: str
    title: str
    url: str
    day: date | None = None
    language: str = ""


def waits_of(user: User, reader: Reader, begun: list[Begun]) -> list[Wait]:
    """The nearest day first, what has no day last; the same number of queries for one and ten."""
    found = [
        *_of_texts(user, reader),
        *(_to_sign(item) for item in begun if item.to_sign),
        *_of_email(user),
        *_of_data(user),
    ]
    return sorted(found, key=lambda wait: wait.day or date.max)


def _of_texts(user: User, reader: Reader) -> Iterator[Wait]:
    waits = author_waits(reader)
    questions = list(refused_questions(user.pk)[:REFUSED_SHOWN])
    refused = [wait.pk for wait in waits if wait.kind == "refused"]
    open_to = _open_to_objection(refused, [row.pk for row in questions])
    for wait in waits:
        if wait.kind != "refused" or ("appeal", str(wait.pk)) in open_to:
            yield _of_appeal(wait)
    for row in questions:
        if ("question", str(row.pk)) in open_to:
            url = reverse("conference_question", args=[row.conference.key, row.number])
            title = Truncator(" ".join(own_words(row).split())).chars(TITLE)
            said = _("Your question was not published. You may object:")
            yield Wait(said, title, url, language=row.language)


def _of_appeal(wait: AuthorWait) -> Wait:
    url = f"/{(get_language() or 'kk')[:2]}{wait.card.path}"
    title = wait.card.subject or wait.card.number
    return Wait(_said(wait), title, url, wait.until, wait.card.language)


def _said(wait: AuthorWait) -> str:
    day = date_format(wait.until, "DATE_FORMAT") if wait.until else ""
    if wait.kind == "supplement" and wait.until and wait.until < timezone.localdate():
        return _("The agency asked you for more by %(day)s. You can still add it:") % {"day": day}
    if wait.kind == "supplement":
        return _("The agency asks you for more. Add it by %(day)s:") % {"day": day}
    if wait.kind == "stopped":
        said = _("Consideration was stopped. You may ask for a review until %(day)s:")
        return said % {"day": day}
    if wait.kind == "refused":
        return _("Your application was not published. You may object:")
    if wait.until:
        said = _("There is an answer. Say if it helped, or ask for a review until %(day)s:")
        return said % {"day": day}
    return _("There is an answer. Say if it helped:")


def _open_to_objection(appeals: list[int], questions: list[int]) -> set[tuple[str, str]]:
    """Texts whose last decision is a refusal nobody has objected to; of the last days only."""
    of_these = Q(kind="appeal", target_id__in=[str(key) for key in appeals])
    of_these |= Q(kind="question", target_id__in=[str(key) for key in questions])
    decisions = ModerationDecision.objects.filter(of_these).select_related("objection")
    last = {(row.kind, row.target_id): row for row in decisions.order_by("id")}
    since = timezone.now() - ASKED_FOR
    return {
        key
        for key, row in last.items()
        if row.decision == Decision.REFUSED
        and row.decided_at > since
        and not row.after_objection
        and not hasattr(row, "objection")
    }


def _to_sign(item: Begun) -> Wait:
    return Wait(_("Only your signature is missing:"), item.title, item.url)


def _of_email(user: User) -> Iterator[Wait]:
    reach = reach_of(user)
    if reach.email_wanted:
        said = _("A letter went to %(email)s. Open its link to confirm the address.")
        url = f"{reverse('account_settings')}#email"
        yield Wait(said % {"email": reach.email_wanted}, _("E-mail in the settings"), url)


def _of_data(user: User) -> Iterator[Wait]:
    since = timezone.now() - ANSWER_FRESH
    if DataRequest.objects.filter(user=user, decided_at__gt=since).exists():
        said = _("We answered your request about your data.")
        yield Wait(said, _("Read the answer"), f"{reverse('account_data')}#request")
