"""What a person has begun and not sent, and the surveys they took part in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from agencies.models import Office
from agencies.selectors import office_list
from appeals.apply.journey import PURPOSE as APPLICATION
from conferences.models import Conference
from conferences.services.asking import PURPOSE as QUESTION
from core.context import section_url
from signing.drafts import draft_list
from signing.models import PendingSignature, SignedPayload
from surveys.models import Survey
from surveys.selectors.voted import partials_of, surveys_taken


@dataclass(frozen=True)
class Begun:
    """One thing begun: what it is, where it goes on, when it was kept (surveys keep no moment).
    ``to_sign``: everything is said, only the signature is missing."""

    title: str
    url: str
    kept_at: datetime | None = None
    to_sign: bool = False


@dataclass(frozen=True)
class Taken:
    """An open survey this person has answered."""

    title: str
    url: str
    closes_at: datetime
    receipt_url: str


def begun_of(user: User) -> list[Begun]:
    """Applications, questions to conferences, surveys; the newest first, surveys last."""
    drafts = [draft for draft in draft_list(user) if draft.revision]
    offices: dict[str, Office] = {office.key: office for office in office_list()}
    keys = {draft.object_key for draft in drafts if draft.purpose == QUESTION}
    conferences = {row.key: row for row in Conference.objects.filter(key__in=keys)}
    to_sign = _at_signing(user)
    apply_url = section_url("apply")
    begun = []
    for draft in drafts:
        kept = (draft.updated_at, draft.pk in to_sign)
        if draft.purpose == APPLICATION and draft.object_key in offices:
            url = f"{apply_url}{draft.object_key}/"
            begun.append(
                Begun(str(offices[draft.object_key]), url, draft.updated_at, draft.pk in to_sign)
            )
        elif draft.purpose == QUESTION and draft.object_key in conferences:
            theme = conferences[draft.object_key].localized("theme")
            url = f"{_prefix()}/conferences/{draft.object_key}/ask/"
            begun.append(Begun(theme, url, *kept))
    surveys = (
        Begun(survey.localized("title"), f"{_page(survey)}answer/") for survey in partials_of(user)
    )
    return [*begun, *surveys]


def _at_signing(user: User) -> set[Any]:
    """Drafts whose words are ready to be signed as they are, and whose signature isn't being
    checked."""
    ready = SignedPayload.objects.filter(
        owner=user,
        draft__sent_at=None,
        draft_revision=F("draft__revision"),
        replaced_at=None,
        consumed_at=None,
    )
    checked = PendingSignature.objects.filter(payload__owner=user, resolved_at=None)
    in_check = checked.values("payload__draft")
    return set(ready.exclude(draft__in=in_check).values_list("draft", flat=True))


def taken_of(user: User) -> list[Taken]:
    """Open surveys only: of closed ones nobody can tell who took part."""
    return [
        Taken(
            survey.localized("title"),
            _page(survey),
            survey.closes_at,
            reverse("survey_receipt", args=[survey.key]),
        )
        for survey in surveys_taken(user)
    ]


def _page(survey: Survey) -> str:
    return f"{_prefix()}/surveys/{survey.key}/"


def _prefix() -> str:
    return f"/{(get_language() or 'kk')[:2]}"
