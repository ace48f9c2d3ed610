"""Internet conferences: language-neutral rows with keys, times and constraints; pages as faces."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField

from accounts.faces import OwnFaceForm
from agencies.models import Agency
from core.blocks import BODY_BLOCKS
from core.fields import SlimStreamField
from core.localized import LocalizedMixin, localized_fields
from core.pages import BasePage, FacePage
from moderation.models import PublicText


class Conference(LocalizedMixin, models.Model):
    """One conference. Its phase follows the clock; see ``conferences.phases``."""

    key = models.SlugField(_("key"), unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="conferences")
    locals().update(localized_fields("theme", "theme", max_length=250))
    announced_at = models.DateTimeField(_("announced"))
    opens_at = models.DateTimeField(_("opens for questions"))
    closes_at = models.DateTimeField(_("closes for questions"))
    answers_due_at = models.DateTimeField(_("answers promised by"))
    archived_at = models.DateTimeField(_("goes to the archive"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    locals().update(localized_fields("cancel_reason", "why it is cancelled", blank=True))
    stream_url = models.URLField(_("broadcast"), blank=True)
    legacy_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-opens_at"]
        verbose_name = _("internet conference")
        verbose_name_plural = _("internet conferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(opens_at__gte=F("announced_at")), name="conference_opens_announced"
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="conference_closes_after_opening"
            ),
            models.CheckConstraint(
                condition=Q(answers_due_at__gte=F("closes_at")), name="conference_answers_later"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason_kk=""),
                name="conference_cancelled_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.localized("theme")


class Speaker(LocalizedMixin, models.Model):
    """Who answers at a conference."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="speakers")
    locals().update(localized_fields("person", "name", max_length=200))
    locals().update(localized_fields("title", "post", max_length=250))
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.localized("person")


class ConferenceQuestion(models.Model):
    """A question to a conference. Its public words are in ``QuestionText``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="questions")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    author_public_name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    asked_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    votes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["conference", "number"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="question_number_once"),
        ]
        indexes = [models.Index(fields=["conference", "-votes", "id"], name="question_by_votes")]


class QuestionText(PublicText):
    """One public version of a question."""

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="public_texts"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "version"], name="question_text_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(withdrawn_at__isnull=True),
                name="question_text_one_current",
            ),
        ]


class QuestionAnswer(models.Model):
    """The written answer to a question, by one of the speakers."""

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.PROTECT, related_name="answers"
    )
    speaker = models.ForeignKey(Speaker, null=True, on_delete=models.PROTECT)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    body = models.TextField()
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["answered_at", "id"]


class QuestionVote(models.Model):
    """One person, one vote per question."""

    question = models.ForeignKey(
        ConferenceQuestion, on_delete=models.CASCADE, related_name="vote_rows"
    )
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "voter"], name="question_vote_once"),
        ]


class ConferencesIndexPage(RoutablePageMixin, BasePage):
    """All conferences in tabs: Active, Upcoming, Past."""

    intro = RichTextField(
        _("introduction"), blank=True, help_text=_("Two or three sentences above the list.")
    )

    content_panels = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["conferences.ConferencePage"]
    max_count_per_parent = 1
    template = "pages/conferences/index.html"

    class Meta:
        verbose_name = _("internet conferences")

    @path("")
    def active(self, request: HttpRequest) -> HttpResponse:
        """What goes on now."""
        return self._tab(request, "active")

    @path("upcoming/")
    def upcoming(self, request: HttpRequest) -> HttpResponse:
        """What is announced."""
        return self._tab(request, "upcoming")

    @path("past/")
    def past(self, request: HttpRequest) -> HttpResponse:
        """What is over."""
        return self._tab(request, "past")

    def _tab(self, request: HttpRequest, tab: str) -> HttpResponse:
        from conferences.listing import listing

        cursor = request.GET.get("cursor", "")[:400]
        return self.render(request, context_overrides={"listing": listing(self.url, tab, cursor)})


class ConferencePage(FacePage):
    """Face of a conference in one language."""

    face_of = "conference"
    base_form_class = OwnFaceForm
    conference = models.ForeignKey(
        Conference,
        verbose_name=_("conference"),
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Its times, speakers and questions are the same in each language."),
    )
    body = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("description"),
        blank=True,
        help_text=_("What it is about and what people may ask."),
    )
    summary = SlimStreamField(
        BODY_BLOCKS,
        verbose_name=_("summary: what was decided"),
        blank=True,
        help_text=_("Write it when the answers are in. It stands above the questions."),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("conference"),
        FieldPanel("body"),
        FieldPanel("summary"),
    ]
    parent_page_types = ["conferences.ConferencesIndexPage"]
    subpage_types: list[str] = []
    template = "pages/conferences/conference.html"

    class Meta:
        verbose_name = _("internet conference")
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "face_language"], name="conferencepage_one_a_language"
            ),
        ]

    @classmethod
    def hidden_ids(cls) -> set[int]:
        """Conferences that aren't announced yet."""
        waiting = cls.objects.filter(conference__announced_at__gt=timezone.now())
        return set(waiting.values_list("pk", flat=True))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Before it is announced there is nothing to see but for editors, in the preview."""
        if timezone.now() < self.conference.announced_at:
            raise Http404
        return super().serve(request, *args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The conference and a page of its questions."""
        from conferences.listing import conference_view

        context = super().get_context(request, *args, **kwargs)
        cursor = request.GET.get("cursor", "")[:400]
        return {**context, **conference_view(self, cursor)}
