"""Surveys of the demo: every kind and phase, answers that equal their counts, no one's answers."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone

import pytest

from core.localized import ORDER
from core.text import find_personal
from home.loading.ballots import dealt
from home.loading.content import demo
from home.loading.demo import demo_load
from moderation.models import ModeratedText
from notifications.models import Followed, Pace, Subscription
from surveys.counting import Counts
from surveys.models import (
    Ballot,
    Participation,
    Survey,
    SurveyPage,
    SurveyQuestion,
    SurveyText,
    Tally,
)
from surveys.phases import Phase, phase_of
from surveys.selectors.form import form_of
from surveys.states import (
    QuestionKind,
    QuestionResults,
    ResultsShown,
    SurveyState,
    TextState,
    Voters,
)

ENTRIES = {entry["key"]: entry for entry in demo("surveys")}
TEXTS = ("title", "intro", "plan", "text", "outcome", "help", "low", "high", "close_reason")


@pytest.fixture(scope="class")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A small demo for the tests of a class; gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo_load(lambda line: None, share=40)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@pytest.mark.usefixtures("loaded")
class TestDemoSurveys:
    def test_every_kind_phase_and_rule(self) -> None:
        now, rows = timezone.now(), list(Survey.objects.all())
        kinds = set(SurveyQuestion.objects.values_list("kind", flat=True))
        assert kinds == set(QuestionKind.values)
        ready = [row for row in rows if row.state == SurveyState.READY]
        assert {phase_of(row, now) for row in ready} == set(Phase)
        assert {row.state for row in rows} == set(SurveyState.values)
        assert {row.voters for row in rows} == set(Voters.values)
        assert {row.results_shown for row in rows} == set(ResultsShown.values)
        shown = SurveyQuestion.objects.filter(survey__results_shown="question")
        assert set(shown.values_list("results_shown", flat=True)) == set(QuestionResults.values)

    def test_closed_ones_of_each_sort(self) -> None:
        now = timezone.now()
        past = {row.key: row for row in Survey.objects.filter(closes_at__lte=now)}
        assert past["street-names"].concluded_at
        assert past["school-clubs"].concluded_at is None
        assert past["school-clubs"].conclusion_due_at < now
        assert past["water-hours"].planned_closes_at > past["water-hours"].closes_at
        assert all(row.secret_destroyed_at for row in past.values())

    def test_only_approved_ones_have_live_pages(self) -> None:
        live = SurveyPage.objects.live()
        states = set(live.values_list("survey__state", flat=True))
        assert states == {SurveyState.READY}
        ready = Survey.objects.filter(state=SurveyState.READY).count()
        codes = Counter(live.values_list("face_language", flat=True))
        assert codes == dict.fromkeys(ORDER, ready)

    def test_as_many_ballots_as_the_files_say(self) -> None:
        counts = Counter(Ballot.objects.values_list("survey__key", flat=True))
        assert counts == {key: row["ballots"] for key, row in ENTRIES.items() if row["ballots"]}
        taken = Counter(Participation.objects.values_list("survey__key", flat=True))
        assert taken == {key: n for key, n in counts.items() if key != "river-path"}

    def test_what_is_counted_equals_the_ballots(self) -> None:
        for survey in Survey.objects.all():
            counts = Counts(form_of(survey))
            for ballot in Ballot.objects.filter(survey=survey):
                counts.add(ballot)
            kept = Tally.objects.filter(question__survey=survey)
            rows = {(row.question_id, row.by, row.group, row.value): row.count for row in kept}
            assert rows == dict(counts.tallies)
            assert {row.day: row.count for row in survey.day_counts.all()} == dict(counts.days)
            assert survey.participants == counts.ballots

    def test_open_ones_have_a_secret_and_no_other(self) -> None:
        for row in Survey.objects.filter(state=SurveyState.READY):
            assert row.secret_mark
            is_over = row.closes_at <= timezone.now()
            assert bool(row.secret_destroyed_at) == is_over
        assert not Survey.objects.exclude(state=SurveyState.READY).exclude(secret_mark="").exists()

    def test_a_question_of_one_has_exactly_the_votes_told(self) -> None:
        rows = Ballot.objects.filter(survey__key="street-names")
        votes = Counter(row.answers["name"]["v"] for row in rows)
        options = ENTRIES["street-names"]["questions"][0]["options"]
        assert votes == {option["key"]: option["votes"] for option in options}

    def test_conditions_and_limits_hold_on_every_ballot(self) -> None:
        for row in Ballot.objects.filter(survey__key="summer-trains"):
            is_going = row.answers["going"]["v"] == "yes"
            assert ("where" in row.answers) == is_going
            assert is_going or "day" not in row.answers
        for row in Ballot.objects.filter(survey__key="bus-stops"):
            assert 1 <= len(row.answers["need"]["v"]) <= 2

    def test_no_ballot_is_of_another_day(self) -> None:
        today = timezone.localdate()
        for row in Ballot.objects.select_related("survey"):
            opens, closes = row.survey.opens_at, row.survey.closes_at
            first, last = timezone.localdate(opens), timezone.localdate(closes)
            assert first <= row.day <= min(today, last)

    def test_free_answers_in_each_state(self) -> None:
        states = set(SurveyText.objects.values_list("state", flat=True))
        assert states == {TextState.PUBLISHED, TextState.PENDING, TextState.REFUSED}
        waiting = SurveyText.objects.filter(state=TextState.PENDING).values_list("pk", flat=True)
        queued = ModeratedText.objects.filter(kind="survey_text")
        assert sorted(row.target_id for row in queued) == sorted(map(str, waiting))
        for row in SurveyText.objects.filter(state=TextState.PUBLISHED):
            assert find_personal(row.body) == []

    def test_people_follow_things_that_are_there(self) -> None:
        rows = Subscription.objects.all()
        assert {row.pace for row in rows} == set(Pace.values)
        for row in rows.filter(kind=Followed.SURVEY):
            assert Survey.objects.filter(key=row.key, state=SurveyState.READY).exists()


def test_every_word_stands_in_three_languages() -> None:
    def walk(node: Any) -> Iterator[dict[str, Any]]:
        if isinstance(node, dict):
            yield node
        for child in node.values() if isinstance(node, dict) else node:
            if isinstance(child, (dict, list)):
                yield from walk(child)

    for entry in ENTRIES.values():
        for node in walk(entry):
            for name in TEXTS:
                said = [node[f"{name}_{code}"] for code in ORDER if f"{name}_{code}" in node]
                assert len(said) in (0, len(ORDER)), (entry["key"], name)
                assert len({len(words) == 0 for words in said}) < 2, (entry["key"], name)
    assert "Zq" not in json.dumps(demo("surveys"))


def test_dealing_is_exact_and_repeats() -> None:
    import random

    dealer = [dealt(random.Random("a"), 10, {"x": 2, "y": 1}) for _ in range(2)]
    assert dealer[0] == dealer[1]
    assert Counter(dealer[0]) == {"x": 7, "y": 3}
    assert dealt(random.Random("a"), 0, {"x": 1}) == []
