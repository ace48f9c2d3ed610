"""Very many applications: the real proportions, whole rows, figures and index true."""

import io
import json
from collections.abc import Iterator
from typing import Any

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

import pytest

from agencies.models import Agency
from appeals.counting import figures
from appeals.models import Answer, AnswerText, Appeal, AppealText, Redirect
from appeals.originals import original_answer_of, original_of
from appeals.projections import detail_of
from appeals.selectors import AppealFilters, appeal_get, public_list
from appeals.states import Publication, State
from core.audience import PUBLIC
from core.text import find_personal
from home.loading.recount import figures_compare
from home.loading.volume.plan import Figures, plan_make, years_of
from home.loading.volume.run import volume_load
from law.selectors import clock_for_appeal
from ledger.checking import events_check
from ledger.models import Event, NumberSeries
from ledger.numbers import number_next
from moderation.models import ModeratedText
from search.models import SearchEntry
from search.selectors import search_ids
from search.services import entries_update
from tests.factories.agencies import AgencyFactory

pytestmark = pytest.mark.engine
TOTAL = 2000


class TestPlan:
    def test_the_real_figures(self) -> None:
        assert Figures.of(482_253) == Figures(482_253, 15_791, 366_727, 463_870)

    @pytest.mark.parametrize("total", [1, 7, 100, 3000])
    def test_any_number_keeps_the_proportions(self, total: int) -> None:
        plan = plan_make(total, seed=1, now=timezone.now())
        assert plan.publication.count(b"p") == plan.figures.published
        assert plan.state.count(b"a") == plan.figures.answered
        assert sum(plan.redirected) == plan.figures.redirected
        assert len(plan.publication) == len(plan.state) == len(plan.redirected) == total
        assert sum(years_of(plan).values()) == total

    def test_the_same_seed_gives_the_same_plan(self) -> None:
        now = timezone.now()
        assert plan_make(500, 3, now) == plan_make(500, 3, now)
        assert plan_make(500, 3, now) != plan_make(500, 4, now)

    def test_moments_run_forwards_and_end_before_now(self) -> None:
        now = timezone.now()
        plan = plan_make(300, 1, now)
        moments = [plan.moment(index) for index in range(300)]
        assert moments == sorted(set(moments))
        assert moments[-1] < now


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Two thousand applications for the tests of a class."""
    with django_db_blocker.unblock(), transaction.atomic():
        volume_load(total=TOTAL, seed=1, processes=1)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
class TestRows:
    def test_events_hang_together(self) -> None:
        found = [fault for _row, fault in events_check(Event.objects.all())]
        assert len(found) >= TOTAL
        assert not any(found)

    def test_figures(self) -> None:
        wanted = Figures.of(TOTAL)
        found = figures().__dict__
        assert {name: found[name] for name in wanted.__dict__} == wanted.__dict__
        assert figures_compare() == []

    def test_numbers_are_gap_free_and_go_on(self) -> None:
        for series in NumberSeries.objects.filter(name__startswith="OD-"):
            rows = Appeal.objects.filter(number__startswith=series.name)
            serials = sorted(int(row.number.split("-")[-1]) for row in rows)
            assert serials == list(range(1, series.last + 1))
        with transaction.atomic():
            year = timezone.localtime().year
            following = number_next(f"OD-{year}")
        assert not Appeal.objects.filter(number=f"OD-{year}-{following:08d}").exists()

    def test_both_languages(self) -> None:
        kazakh = Appeal.objects.filter(language="kk").count()
        assert 0.40 < kazakh / TOTAL < 0.50
        assert set(Appeal.objects.values_list("language", flat=True)) == {"kk", "ru"}

    def test_originals_open(self) -> None:
        for appeal in Appeal.objects.select_related("original__row_key")[:20]:
            original = original_of(appeal)
            assert original.subject
            assert original.text
        for answer in Answer.objects.select_related("original__row_key")[:20]:
            assert len(original_answer_of(answer).body) > 100

    def test_public_versions_say_what_the_originals_say(self) -> None:
        for text in AppealText.objects.select_related("appeal__original__row_key")[:20]:
            assert text.body == original_of(text.appeal).text
        for text in AnswerText.objects.select_related("answer__original__row_key")[:20]:
            assert text.body == original_answer_of(text.answer).body

    def test_each_public_one_has_its_text_and_index_entry_and_no_other(self) -> None:
        public = Appeal.objects.filter(publication=Publication.PUBLISHED)
        assert (
            AppealText.objects.count()
            == public.count()
            == SearchEntry.objects.filter(kind="appeal").count()
        )
        assert not AppealText.objects.exclude(appeal__publication=Publication.PUBLISHED).exists()

    def test_the_index_holds_what_the_verbs_would_have_written(self) -> None:
        entries = SearchEntry.objects.filter(kind="appeal").order_by("pk")
        ids = list(entries.values_list("object_id", flat=True)[:25])
        before = list(entries.filter(object_id__in=ids).order_by("object_id").values())
        entries_update(kind="appeal", object_ids=ids)
        after = list(entries.filter(object_id__in=ids).order_by("object_id").values())
        assert [{**row, "id": 0} for row in before] == [{**row, "id": 0} for row in after]

    def test_they_are_found(self) -> None:
        assert search_ids(query="дорога", kind="appeal")
        assert search_ids(query="жол", kind="appeal")

    def test_the_public_reads_them(self) -> None:
        rows = public_list(AppealFilters(answered="yes")).order_by("-published_at")[:3]
        for row in rows:
            detail = detail_of(appeal_get(row.number, PUBLIC), PUBLIC)
            assert detail.segments
            assert detail.answers[0].segments

    def test_legal_dates_are_those_of_the_law(self) -> None:
        for appeal in Appeal.objects.order_by("-pk")[:10]:
            dates = clock_for_appeal(appeal.kind_registered, appeal.submitted_at)
            assert (appeal.registered_on, appeal.due_on) == (dates.registered_on, dates.due_on)

    def test_redirected_ones_lie_with_another_body(self) -> None:
        assert Redirect.objects.count() == Figures.of(TOTAL).redirected
        assert not Redirect.objects.exclude(
            appeal__agency=F("to_agency"), appeal__office__agency=F("from_agency")
        ).exists()

    def test_answers_bear_the_name_of_their_time(self) -> None:
        assert Answer.objects.filter(tenure__isnull=False).exists()
        for answer in Answer.objects.filter(tenure__isnull=False).select_related("tenure")[:30]:
            assert answer.tenure is not None
            day = timezone.localdate(answer.delivered_at)
            assert answer.tenure.starts_on <= day
            assert answer.tenure.ends_on is None or day < answer.tenure.ends_on

    def test_the_queue_of_moderation_is_filled(self) -> None:
        waiting = Appeal.objects.filter(publication=Publication.PENDING)
        queued = ModeratedText.objects.values_list("target_id", flat=True)
        assert sorted(queued) == sorted(str(pk) for pk in waiting.values_list("pk", flat=True))

    def test_nothing_lies_in_the_future(self) -> None:
        now = timezone.now()
        for field in ("submitted_at", "published_at", "answered_at"):
            assert not Appeal.objects.filter(**{f"{field}__gt": now}).exists()

    def test_states_agree_with_dates(self) -> None:
        assert not Appeal.objects.filter(state=State.ANSWERED, answered_at=None).exists()
        assert not Appeal.objects.exclude(state=State.ANSWERED).filter(answers__isnull=False)

    def test_no_personal_data_in_public(self) -> None:
        assert not [text.pk for text in AppealText.objects.all()[:200] if find_personal(text.body)]

    def test_a_second_load_adds_to_the_first(self) -> None:
        with transaction.atomic():
            volume_load(total=30, seed=2, processes=1)
            assert Appeal.objects.count() == TOTAL + 30
            assert figures_compare() == []
            transaction.set_rollback(True)

    def test_indexes_and_foreign_keys_are_back(self) -> None:
        if connection.vendor != "postgresql":
            pytest.skip("SQLite keeps its indexes while loading")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND convalidated"
                " AND conrelid = 'appeals_appeal'::regclass"
            )
            assert cursor.fetchone()[0] >= 9
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'appeals_appeal'")
            names = {name for (name,) in cursor.fetchall()}
        assert {index.name for index in Appeal._meta.indexes} <= names


@pytest.mark.django_db
class TestCommand:
    def test_it_reports_as_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        out = io.StringIO()
        call_command("volume", appeals=20, processes=1, stdout=out)
        report = json.loads(out.getvalue())
        assert report["total"] == 20
        assert {"prepare", "rows", "settle", "all"} <= set(report["seconds"])
        assert "100 %  20 of 20" in capsys.readouterr().err

    def test_it_refuses_a_portal_with_other_agencies(self) -> None:
        AgencyFactory()
        with pytest.raises(CommandError, match="agencies of the demo"):
            call_command("volume", appeals=20, stdout=io.StringIO())
        assert Agency.objects.count() == 1
        assert not Appeal.objects.exists()

    @pytest.mark.parametrize("wrong", [0, -5])
    def test_it_refuses_no_applications(self, wrong: int) -> None:
        with pytest.raises(CommandError, match="1 or more"):
            call_command("volume", appeals=wrong)
