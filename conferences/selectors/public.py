"""Reading conferences: public ones only, each with its face in the reader's language."""

from datetime import datetime

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    When,
)
from django.utils import timezone

from wagtail.images import get_image_model

from conferences.models import (
    Conference,
    ConferencePage,
    ConferenceQuestion,
    QuestionAnswer,
    QuestionText,
    Speaker,
)
from conferences.phases import Tab, in_tab
from conferences.states import QuestionState

PHOTO = "fill-240x240"
QUESTIONS_BY_VOTES = ("-votes", "-id")
# How the page sorts questions; ``answered`` is 1 where a written answer stands.
QUESTION_ORDERS: dict[str, tuple[str, ...]] = {
    "votes": QUESTIONS_BY_VOTES,
    "newest": ("-published_at", "-id"),
    "answered": ("-answered", "-votes", "-id"),
}


def conference_list(
    *, tab: Tab | None = None, agency_key: str = "", now: datetime | None = None
) -> QuerySet[Conference]:
    """Public conferences with what a card shows; page them by ``keys_of(tab)``."""
    return _with_card_rows(conference_rows(tab=tab, agency_key=agency_key, now=now))


def conference_rows(
    *, tab: Tab | None = None, agency_key: str = "", now: datetime | None = None
) -> QuerySet[Conference]:
    """Public conferences, bare: announced and with a published page."""
    moment = now or timezone.now()
    rows = Conference.objects.filter(
        Exists(ConferencePage.objects.live().filter(conference=OuterRef("pk"))),
        announced_at__lte=moment,
    )
    if tab:
        rows = rows.filter(in_tab(tab, moment))
    if agency_key:
        rows = rows.filter(agency__key=agency_key)
    return rows


def keys_of(tab: Tab | None) -> tuple[str, str]:
    """What comes next stands first; of what was, the latest."""
    return ("opens_at", "id") if tab == Tab.UPCOMING else ("-opens_at", "-id")


def conference_get(key: str, now: datetime | None = None) -> Conference:
    """One public conference; ``Conference.DoesNotExist`` for any other."""
    return conference_list(now=now).get(key=key)


def conference_of(page: ConferencePage) -> Conference:
    """The conference of a page with everything its card shows."""
    return _with_card_rows(Conference.objects.all()).get(pk=page.conference_id)


def question_list(conference: Conference) -> QuerySet[ConferenceQuestion]:
    """Published questions with words and answers; page them by one of ``QUESTION_ORDERS``."""
    rows = ConferenceQuestion.objects.filter(_public(), conference=conference)
    standing = QuestionAnswer.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    answered = Case(When(Exists(standing), then=1), default=0, output_field=IntegerField())
    return _with_words(rows).annotate(answered=answered).order_by(*QUESTIONS_BY_VOTES)


def question_get(conference: Conference, number: int) -> ConferenceQuestion | None:
    """Any question of the conference by its number, public or not: its author may read it."""
    rows = ConferenceQuestion.objects.filter(conference=conference, number=number)
    return _with_words(rows).select_related("refusal_ground", "merged_into").first()


def question_public(conference: Conference, number: int) -> ConferenceQuestion | None:
    """The same, if it is public or once was: then a stone stands for it."""
    found = question_get(conference, number)
    return found if found is not None and found.published_at is not None else None


def _with_words(rows: QuerySet[ConferenceQuestion]) -> QuerySet[ConferenceQuestion]:
    current = QuestionText.objects.filter(withdrawn_at=None)
    answers = QuestionAnswer.objects.filter(withdrawn_at=None).select_related("speaker")
    joined = ConferenceQuestion.objects.filter(state=QuestionState.MERGED).order_by("number")
    return rows.select_related("merged_into").prefetch_related(
        Prefetch("public_texts", queryset=current, to_attr="current_texts"),
        Prefetch("answers", queryset=answers),
        Prefetch("merged", queryset=joined, to_attr="joined"),
    )


def _photos() -> Prefetch:
    images = get_image_model().objects.prefetch_renditions(PHOTO)
    return Prefetch("photo", queryset=images)


def _public() -> Q:
    """A question the public may read: published, with a version in force."""
    in_force = QuestionText.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    return Q(state=QuestionState.PUBLISHED) & Q(Exists(in_force))


def _with_card_rows(rows: QuerySet[Conference]) -> QuerySet[Conference]:
    faces = ConferencePage.objects.live().public()
    return (
        rows.select_related("agency")
        .annotate(
            question_count=Count(
                "questions",
                filter=Q(
                    questions__state=QuestionState.PUBLISHED,
                    questions__public_texts__withdrawn_at=None,
                    questions__public_texts__isnull=False,
                ),
                distinct=True,
            )
        )
        .prefetch_related(
            Prefetch("pages", queryset=faces, to_attr="faces"),
            Prefetch("speakers", queryset=Speaker.objects.prefetch_related(_photos())),
        )
    )
