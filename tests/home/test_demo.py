"""The demo: whole, true to the figures, and nothing in it that should not be public."""

import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from wagtail.models import Page, Site

import pytest

from accounts.models import Role, User
from agencies.models import Agency, Office, Tenure
from agencies.selectors import tenure_of
from appeals.models import Answer, AnswerText, Appeal, AppealText, Redirect
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.states import Publication, RedirectState, State
from conferences.models import (
    Comment,
    Conference,
    ConferenceDocument,
    ConferenceQuestion,
    QuestionAnswer,
    QuestionVote,
)
from conferences.phases import Phase, is_late, phase_of
from conferences.promises import promised_ids
from conferences.recount import counted
from conferences.states import CommentState, Place, QuestionState
from core.audience import PUBLIC
from core.localized import ORDER
from core.text import find_personal
from executives.models import AgencyPage, ExecutivePage, PostPage
from home.loading.content import demo
from home.loading.demo import demo_load, demo_loaded
from home.loading.recount import figures_compare
from home.loading.site import site_prepare
from home.models import HomePage
from ledger.models import Event, NumberSeries
from moderation.models import ModeratedText
from notifications.models import Notice
from search.models import SearchEntry
from signing.payloads import payload_is_sound
from signing.terms import terms_current
from surveys.models import Survey

SECTIONS = ("blogs", "conferences", "surveys", "guide", "apply", "about", "accessibility")
SECTIONS += ("open-data", "agency-access")


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """A small demo for the tests of a class; gone afterwards."""
    lines: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        demo_load(lines.append, share=10)
        yield lines
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestDemo:
    def test_a_line_for_each_part(self, loaded: list[str]) -> None:
        assert len(loaded) == 8
        assert all(line.endswith(" s)") for line in loaded)

    def test_registries(self, loaded: list[str]) -> None:
        assert (Agency.objects.count(), Office.objects.count()) == (8, 16)
        assert all(tenure_of(office) for office in Office.objects.all())
        assert Tenure.objects.filter(ends_on__isnull=False).exists()

    def test_every_state_is_there(self, loaded: list[str]) -> None:
        # A signature that waits for its check needs a digital signature, which nobody gave here.
        states = set(State.values) - {State.SIGNED}
        assert set(Appeal.objects.values_list("state", flat=True)) == states
        assert set(Appeal.objects.values_list("publication", flat=True)) == set(Publication.values)
        assert set(Redirect.objects.values_list("state", flat=True)) == set(RedirectState.values)
        assert Appeal.objects.filter(
            state__in=["registered", "in_work"], due_on__lt=timezone.localdate()
        ).exists()
        assert Answer.objects.filter(position=2).exists()

    def test_three_languages(self, loaded: list[str]) -> None:
        assert set(AppealText.objects.values_list("language", flat=True)) == set(ORDER)

    def test_figures_equal_the_rows(self, loaded: list[str]) -> None:
        assert figures_compare() == []

    def test_numbers_have_no_gap(self, loaded: list[str]) -> None:
        for series in NumberSeries.objects.filter(name__startswith="OD-"):
            whole = Appeal.objects.filter(parent=None, number__startswith=series.name)
            given = whole.order_by("number")
            numbers = [
                int(number.rsplit("-")[-1]) for number in given.values_list("number", flat=1)
            ]
            assert numbers == list(range(1, series.last + 1))

    def test_numbers_follow_time(self, loaded: list[str]) -> None:
        by_number = list(Appeal.objects.order_by("number").values_list("submitted_at", flat=True))
        assert by_number == sorted(by_number)

    def test_nothing_happens_in_the_future(self, loaded: list[str]) -> None:
        now = timezone.now()
        assert not Event.objects.filter(at__gt=now).exists()
        assert not Notice.objects.filter(created_at__gt=now).exists()
        assert not Answer.objects.filter(delivered_at__gt=now).exists()

    def test_events_run_forwards(self, loaded: list[str]) -> None:
        told = Event.objects.filter(target_kind="appeals.appeal").order_by("pk")
        moments = list(told.values_list("at", flat=True))
        assert moments == sorted(moments)

    def test_notices_are_as_old_as_what_they_tell(self, loaded: list[str]) -> None:
        assert Notice.objects.exists()
        for notice in Notice.objects.select_related("event"):
            assert notice.event is not None
            assert notice.created_at == notice.event.at

    def test_what_was_signed_is_sound(self, loaded: list[str]) -> None:
        for appeal in Appeal.objects.select_related("payload__signature")[:5]:
            assert appeal.payload is not None
            assert payload_is_sound(appeal.payload)
            assert appeal.payload.signature.method == "sms"

    def test_personal_data_are_in_no_public_text(self, loaded: list[str]) -> None:
        masked = [
            part
            for entry in demo("applications")["extras"]["with_personal_data"]
            for part in entry["mask"]
        ]
        texts = [*AppealText.objects.all(), *AnswerText.objects.all()]
        words = [f"{text.subject} {text.body}" for text in texts]
        words += [
            f"{entry.title} {entry.excerpt} {entry.stems}" for entry in SearchEntry.objects.all()
        ]
        assert AppealText.objects.exclude(cuts=[]).exists()
        assert not [part for part in masked for text in words if part in text]
        assert not [text for text in words[: len(texts)] if find_personal(text)]

    def test_cuts_stand_on_gaps(self, loaded: list[str]) -> None:
        for text in AppealText.objects.exclude(cuts=[]):
            assert {text.body[cut["start"] : cut["end"]] for cut in text.cuts} == {"[…]"}

    def test_only_the_published_is_for_the_public(self, loaded: list[str]) -> None:
        for appeal in Appeal.objects.all():
            if appeal.publication == Publication.PUBLISHED:
                assert detail_of(appeal_get(appeal.number, PUBLIC), PUBLIC).segments
            else:
                with pytest.raises(Appeal.DoesNotExist):
                    appeal_get(appeal.number, PUBLIC)

    def test_the_queue_holds_what_waits(self, loaded: list[str]) -> None:
        waiting = Appeal.objects.filter(publication=Publication.PENDING)
        queued = ModeratedText.objects.filter(kind="appeal").values_list("target_id", flat=True)
        assert sorted(queued) == sorted(str(pk) for pk in waiting.values_list("pk", flat=True))
        assert ModeratedText.objects.filter(kind="answer").exists()
        assert all(item.current_workflow_state for item in ModeratedText.objects.all())

    def test_faces_in_each_language(self, loaded: list[str]) -> None:
        for model, count in ((AgencyPage, 8), (ExecutivePage, 16), (PostPage, 25)):
            codes = model.objects.live().values_list("locale__language_code", flat=True)
            assert Counter(codes) == dict.fromkeys(ORDER, count)

    def test_conferences_and_surveys_of_each_phase(self, loaded: list[str]) -> None:
        now = timezone.now()
        phases = {phase_of(row, now) for row in Conference.objects.all()}
        assert phases == set(Phase)
        assert Survey.objects.filter(opens_at__gt=now).exists()
        assert Survey.objects.filter(opens_at__lte=now, closes_at__gt=now).exists()
        assert Survey.objects.filter(closes_at__lte=now).exists()

    def test_a_conference_keeps_a_promise_late(self, loaded: list[str]) -> None:
        now = timezone.now()
        late = Conference.objects.get(key="yard-lights")
        assert phase_of(late, now) == Phase.ANSWERING
        assert is_late(late, now)
        unanswered = late.questions.filter(pk__in=promised_ids(late, now), answers=None)
        assert unanswered.count() == 1

    def test_one_conference_is_live_now(self, loaded: list[str]) -> None:
        live = Conference.objects.get(key="snow-live")
        assert phase_of(live, timezone.now()) == Phase.ANSWERING
        assert live.stream_url
        assert set(live.questions.values_list("place", flat=True)) == set(Place)
        assert live.speakers.filter(user__roles__kind="head").exists()

    def test_votes_and_comments_equal_their_rows(self, loaded: list[str]) -> None:
        rows = list(counted())
        assert [row for row in rows if not row.equal] == []
        assert sum(row.votes for row in rows) > 1000
        own = QuestionVote.objects.filter(question__author=F("voter"))
        assert not own.exists()

    def test_talk_of_every_kind(self, loaded: list[str]) -> None:
        replies = Comment.objects.filter(level=1)
        assert set(replies.values_list("language", flat=True)) == set(ORDER)
        states = set(Comment.objects.values_list("state", flat=True))
        assert states >= {CommentState.PUBLISHED, CommentState.HIDDEN, CommentState.PENDING}
        assert ConferenceQuestion.objects.filter(state=QuestionState.MERGED).exists()
        assert ConferenceQuestion.objects.filter(state=QuestionState.PENDING).exists()
        assert Conference.objects.filter(demands_signature=True).exists()
        assert ConferenceDocument.objects.exists()
        assert QuestionAnswer.objects.exclude(time_mark=None).exists()

    def test_the_next_question_gets_the_next_number(self, loaded: list[str]) -> None:
        for row in Conference.objects.all():
            series = NumberSeries.objects.get(name=f"conference-{row.pk}")
            numbers = row.questions.order_by("number").values_list("number", flat=True)
            assert list(numbers) == list(range(1, series.last + 1))

    def test_people_have_their_roles_and_nobody_is_superuser(self, loaded: list[str]) -> None:
        kinds = set(Role.objects.active().values_list("kind", flat=True))
        assert kinds >= {"clerk", "editor", "head", "moderator", "operator"}
        assert not User.objects.filter(is_superuser=True).exists()

    def test_a_second_time_changes_nothing(self, loaded: list[str]) -> None:
        before = Page.objects.count(), Appeal.objects.count(), Event.objects.count()
        out = io.StringIO()
        call_command("demo", once=True, stdout=out)
        assert out.getvalue() == ""
        assert (Page.objects.count(), Appeal.objects.count(), Event.objects.count()) == before
        with pytest.raises(CommandError, match="empty database"):
            call_command("demo")

    def test_recount_command_agrees(self, loaded: list[str]) -> None:
        out = io.StringIO()
        call_command("statistics_recount", check=True, stdout=out)
        assert json.loads(out.getvalue()) == {"equal": True, "fixed": False, "differences": []}


@pytest.mark.django_db
class TestSite:
    def test_an_empty_database_gets_the_whole_frame(self, client: Any) -> None:
        made = site_prepare()

        assert set(SECTIONS) <= set(made)
        for code in ORDER:
            for slug in SECTIONS:
                page = Page.objects.get(slug=slug, depth=3, locale__language_code=code)
                assert page.live
                assert page.url == f"/{code}/{slug}/"
        assert terms_current().version == 1

    def test_translations_know_each_other(self) -> None:
        site_prepare()

        for page in Page.objects.filter(depth__gte=2):
            assert page.get_translations(inclusive=True).count() == 3

    def test_the_root_is_the_kazakh_home_and_the_welcome_page_is_gone(self) -> None:
        site_prepare()

        site = Site.objects.get()
        assert isinstance(site.root_page.specific, HomePage)
        assert site.root_page.slug == "kk"
        assert f"{site.hostname}:{site.port}" == "127.0.0.1:8000"
        assert sorted(Page.objects.filter(depth=2).values_list("slug", flat=True)) == sorted(ORDER)

    def test_it_never_undoes_the_work_of_editors(self) -> None:
        site_prepare()
        about = Page.objects.get(slug="about", locale__language_code="ru")
        Page.objects.filter(pk=about.pk).update(title="Иначе", live=False)
        guide = Page.objects.get(slug="guide", locale__language_code="en")
        guide.get_children().last().delete()

        made = site_prepare()

        assert made == ["guide/help"]
        about.refresh_from_db()
        assert (about.title, about.live) == ("Иначе", False)

    def test_the_command_says_what_it_made(self) -> None:
        out = io.StringIO()
        call_command("site_prepare", stdout=out)
        call_command("site_prepare", stdout=out)
        first, second = (json.loads(line) for line in out.getvalue().splitlines())
        assert "guide/sign-in" in first["made"]
        assert second["made"] == []

    def test_demo_keeps_out_of_a_living_portal(self) -> None:
        assert not demo_loaded()
        from tests.factories.agencies import AgencyFactory

        AgencyFactory()
        assert demo_loaded()
        call_command("demo", once=True, stdout=io.StringIO())
        assert Agency.objects.count() == 1
