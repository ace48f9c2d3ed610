"""Reading applications: named sets for lists, one row by number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from appeals.models import (
    Answer,
    AnswerText,
    Appeal,
    AppealText,
    Redirect,
    StopDecision,
    Supplement,
)
from appeals.permissions import can_read
from appeals.states import OPEN_STATES, Publication
from core.audience import Reader
from moderation.models import Ground
from search.selectors import search_ids
from signing.models import SignedPayload

PUBLIC_KEYS = ("-published_at", "-id")
URGENT_KEYS = ("due_on", "id")
OWN_KEYS = ("-id",)
EARLIEST, LATEST, DAY = date(1990, 1, 1), date(2200, 1, 1), timedelta(days=1)


@dataclass(frozen=True)
class AppealFilters:
    """What a reader of the public list may narrow it by. Ids and keys are checked by the form."""

    agency_id: int | None = None
    office_id: int | None = None
    topic_id: int | None = None
    state: str = ""
    answered: str = ""
    overdue: bool = False
    since: date | None = None
    until: date | None = None
    query: str = ""


def public_list(filters: AppealFilters) -> QuerySet[Appeal]:
    """Published applications, narrowed; page it by ``PUBLIC_KEYS``."""
    rows = Appeal.objects.filter(publication=Publication.PUBLISHED)
    rows = _by_place(rows, filters)
    rows = _by_course(rows, filters)
    rows = _by_days(rows, filters)
    if filters.query:
        rows = rows.filter(pk__in=_found(filters))
    return with_card_rows(rows)


def public_list_newest_answers(limit: int = 5) -> list[Appeal]:
    """Published applications answered last, for the home page; the answer is public, too."""
    readable = AnswerText.objects.filter(answer__appeal=OuterRef("pk"), withdrawn_at=None)
    rows = Appeal.objects.filter(
        Exists(readable), publication=Publication.PUBLISHED, answered_at__isnull=False
    ).order_by("-answered_at", "-id")
    return list(with_card_rows(rows)[:limit])


def author_list(reader: Reader) -> QuerySet[Appeal]:
    """The reader's own applications; page it by ``OWN_KEYS``."""
    return with_card_rows(Appeal.objects.filter(author_id=reader.user_id), originals=True)


def appeal_get(number: str, reader: Reader) -> Appeal:
    """One application by its number; ``Appeal.DoesNotExist`` if it isn't for this reader.

    The reader can't tell "there is none" from "it is not for you".
    """
    rows = Appeal.objects.select_related(
        "office__agency",
        "agency",
        "topic",
        "term_set",
        "original__row_key",
        "refusal_ground",
        "parent",
        "contribution",
        "rating",
        "reopening",
    ).prefetch_related(
        "extensions",
        "kind_changes",
        Prefetch("supplements", queryset=Supplement.objects.select_related("ground")),
        Prefetch("stops", queryset=_stops()),
        Prefetch("parts", queryset=_parts()),
        _current_texts(),
        Prefetch("answers", queryset=_answers()),
        Prefetch("redirects", queryset=Redirect.objects.select_related("from_agency", "to_agency")),
        "files__file",
    )
    appeal = rows.get(number=number.upper())
    if not can_read(reader, appeal):
        raise Appeal.DoesNotExist
    return appeal


def public_batch(ids: Iterable[int]) -> list[Appeal]:
    """Those of these applications that are public, with their public words and nothing more."""
    answers = Answer.objects.prefetch_related(_current_answer_texts())
    rows = Appeal.objects.filter(pk__in=list(ids), publication=Publication.PUBLISHED)
    return list(rows.prefetch_related(_current_texts(), Prefetch("answers", queryset=answers)))


def appeal_by_legacy(legacy_number: int) -> Appeal:
    """A published application by its number on the former portal."""
    return Appeal.objects.get(legacy_number=legacy_number, publication=Publication.PUBLISHED)


def gap_reasons(texts: Iterable[AppealText | AnswerText]) -> dict[str, str]:
    """Why words were taken out of these texts: what may be told, by the ground's code."""
    codes = {cut.get("ground", "") for text in texts for cut in text.cuts}
    if not codes:
        return {}
    grounds = Ground.objects.filter(code__in=codes, is_public=True)
    return {ground.code: ground.localized("title") for ground in grounds}


def with_card_rows(rows: QuerySet[Appeal], *, originals: bool = False) -> QuerySet[Appeal]:
    """Everything a card shows, in a number of queries that doesn't grow with the rows.

    Answers are counted row by row: grouping would read the whole list before its first page.
    """
    answers = Answer.objects.filter(appeal=OuterRef("pk")).order_by().values("appeal")
    counted = answers.annotate(count=Count("pk")).values("count")
    related = ["office__agency", "agency", "topic"]
    if originals:
        related.append("original__row_key")
    return (
        rows.select_related(*related)
        .annotate(answer_count=Coalesce(Subquery(counted), 0))
        .prefetch_related(
            _current_texts(),
            Prefetch("redirects", queryset=Redirect.objects.filter(decided_at=None)),
        )
    )


def _current_texts() -> Prefetch:
    return Prefetch(
        "public_texts",
        queryset=AppealText.objects.filter(withdrawn_at=None),
        to_attr="current_texts",
    )


_SIGNATURE = ("signature__payload", "signature__receipt")


def answer_of_payload(payload: SignedPayload) -> Answer | None:
    """The answer that these signed bytes became, with its public version of now."""
    rows = Answer.objects.select_related("appeal").prefetch_related(_current_answer_texts())
    return rows.filter(signature__payload=payload).first()


def _answers() -> QuerySet[Answer]:
    return Answer.objects.select_related(
        "office__agency", "agency", "tenure", "original__row_key", *_SIGNATURE
    ).prefetch_related(_current_answer_texts(), "files__file")


def _parts() -> QuerySet[Appeal]:
    return Appeal.objects.select_related("agency", "contribution").order_by("part")


def _stops() -> QuerySet[StopDecision]:
    return StopDecision.objects.select_related("ground", "decided_by__vault")


def _current_answer_texts() -> Prefetch:
    return Prefetch(
        "public_texts",
        queryset=AnswerText.objects.filter(withdrawn_at=None),
        to_attr="current_texts",
    )


def _by_place(rows: QuerySet[Appeal], filters: AppealFilters) -> QuerySet[Appeal]:
    exact = {
        "agency_id": filters.agency_id,
        "office_id": filters.office_id,
        "topic_id": filters.topic_id,
    }
    return rows.filter(**{name: value for name, value in exact.items() if value is not None})


def _by_course(rows: QuerySet[Appeal], filters: AppealFilters) -> QuerySet[Appeal]:
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.answered:
        rows = rows.filter(answered_at__isnull=filters.answered == "no")
    if filters.overdue:
        rows = rows.filter(state__in=OPEN_STATES, due_on__lt=timezone.localdate())
    return rows


def _by_days(rows: QuerySet[Appeal], filters: AppealFilters) -> QuerySet[Appeal]:
    if filters.since:
        rows = rows.filter(published_at__gte=_midnight(filters.since))
    if filters.until:
        rows = rows.filter(published_at__lt=_midnight(min(filters.until, LATEST) + DAY))
    return rows


def _midnight(day: date) -> datetime:
    """Days before and after all applications can't be told in another time zone."""
    day = min(max(day, EARLIEST), LATEST)
    return timezone.make_aware(datetime.combine(day, time.min))


def _found(filters: AppealFilters) -> list[int]:
    """Ids the index finds: the newest that match, as many as the index gives."""
    found = search_ids(
        query=filters.query,
        kind="appeal",
        agency_id=filters.agency_id,
        office_id=filters.office_id,
    )
    return [int(key) for key in found]
