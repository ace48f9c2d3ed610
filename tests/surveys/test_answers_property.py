"""Whatever is sent as answers: values that are accepted once more as they are, or errors at known
questions; never another exception, and nothing written of what is refused."""

from typing import Any

from django.db import transaction
from django.test import Client

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from surveys.answers import AnswersInvalid, Clean, answers_clean
from surveys.models import BoxedBallot, Participation, Survey, SurveyQuestion
from surveys.selectors.form import Condition, FormQuestion, SurveyForm
from surveys.states import WITH_OPTIONS, QuestionKind
from tests.factories.people import make_citizen
from tests.factories.surveys import add_question, full_answers, make_survey
from tests.surveys.test_answering import address, posted

OPTIONS, ROWS = ("option-0", "option-1", "option-2"), ("row-0", "row-1")
MEGABYTE = "ә" * 500_000
CONTROLS = "\x00\x1b\u200b\u200e\u202e\u2028\ufeff\ud800\U000e0041"
# Near to what is right, or far from it: names of this survey and of another one, digits that look
# like digits, days that don't exist, what isn't seen.
WORDS = st.one_of(
    st.sampled_from([*OPTIONS, *ROWS, "yes", "no", "71", "option-9", "row-9", "true", "None"]),
    st.sampled_from(["1", "5", "05", "-1", "1.0", "1e1", "٣", "²", " 2 ", "9" * 200]),
    st.sampled_from(["2026-05-31", "2026-02-30", "0000-00-00", "1899-12-31", "31.05.2026"]),
    st.text(),
    st.text(alphabet=CONTROLS + "ab \n", max_size=20),
)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=12,
)


def form_of_every_kind(*, is_required: bool) -> SurveyForm:
    """A question of each kind, and one that hangs on an answer; no row of a database."""
    questions = [question(kind, is_required=is_required) for kind in QuestionKind]
    hanging = question(
        QuestionKind.TEXT, "why", is_required=True, condition=Condition("one", "option-1")
    )
    return SurveyForm(Survey(), (*questions, hanging))


def question(kind: QuestionKind, key: str = "", **traits: Any) -> FormQuestion:
    options = ("yes", "no") if kind == QuestionKind.YESNO else OPTIONS
    limits = {"choices_from": 1, "choices_to": 2, "scale_from": 1, "scale_to": 5}
    return FormQuestion(
        row=SurveyQuestion(),
        key=key or str(kind),
        kind=kind,
        options=options if kind in WITH_OPTIONS else (),
        rows=ROWS if kind == QuestionKind.MATRIX else (),
        text_limit=50,
        **{"condition": None, **limits, **traits},
    )


FORMS = {required: form_of_every_kind(is_required=required) for required in (True, False)}
KEYS = sorted(FORMS[True].by_key)


def deep(levels: int) -> Any:
    """A list within a dict within a list ..."""
    said: Any = "option-0"
    for _level in range(levels):
        said = {"option-0": [said]}
    return said


def outcome(form: SurveyForm, raw: dict[str, Any]) -> tuple[Clean | None, dict[str, list]]:
    """The clean answers, or what is wrong with them."""
    try:
        return answers_clean(form, raw), {}
    except AnswersInvalid as invalid:
        return None, invalid.errors


@settings(max_examples=400)
@given(
    required=st.booleans(),
    raw=st.dictionaries(st.sampled_from(KEYS) | WORDS, JUNK, max_size=12),
)
@example(required=False, raw={"text": MEGABYTE})
@example(required=False, raw=dict.fromkeys(KEYS, MEGABYTE))
@example(required=False, raw=dict.fromkeys(KEYS, deep(60)))
@example(required=False, raw=dict.fromkeys(KEYS, ["option-0"] * 1000))
@example(required=False, raw=dict.fromkeys(KEYS, CONTROLS))
@example(required=False, raw={"text": f" {CONTROLS} e\u0301 {CONTROLS} "})
@example(required=False, raw={"many": ["option-1", "option-1", "option-0"]})
@example(required=False, raw={"ranking": {"option-0": "1", "option-1": "1", "option-2": "2"}})
@example(required=False, raw={"scale": "²", "date": "2026-02-30"})
@example(required=False, raw={"scale": "9" * 5000, "date": "0000-00-00"})
@example(required=False, raw={"scale": "5", "matrix": {"row-0": "option-0", "row-1": ""}})
def test_clean_once_more_unchanged_or_errors_at_known_questions(
    required: bool, raw: dict[str, Any]
) -> None:
    form = FORMS[required]
    clean, errors = outcome(form, raw)
    assert set(errors) <= {*form.by_key, ""}
    assert all(said and all(map(str, said)) for said in errors.values())
    if clean:
        assert set(clean.values) <= set(raw)
        assert answers_clean(form, clean.values | clean.texts) == clean


@settings(max_examples=200)
@given(key=st.sampled_from(KEYS), said=JUNK)
def test_one_wrong_answer_is_blamed_alone(key: str, said: Any) -> None:
    form = FORMS[True]
    right = {
        "one": "option-1",
        "many": ["option-0"],
        "yesno": "no",
        "scale": "3",
        "matrix": dict.fromkeys(ROWS, "option-2"),
        "ranking": list(OPTIONS),
        "text": "Жарық керек",
        "date": "2026-05-31",
        "place": "71",
        "why": "Себебі қараңғы",
    }
    assert set(answers_clean(form, right).values) == set(KEYS)
    clean, errors = outcome(form, right | {key: said})
    assert clean or set(errors) == {key}


@pytest.fixture
def voter(client: Client) -> Client:
    client.force_login(make_citizen())
    return client


@pytest.fixture
def survey(db: None) -> Survey:
    """Every kind, and one question more that hangs on a yes."""
    survey = make_survey()
    yes = survey.questions.get(kind=QuestionKind.YESNO).options.get(key="yes")
    add_question(survey, QuestionKind.TEXT, "why", shown_if=yes)
    return survey


NAMES = st.sampled_from(
    [
        *(f"q-{key}" for key in KEYS),
        *(f"q-matrix-{row}" for row in ROWS),
        *(f"q-ranking-{option}" for option in OPTIONS),
        *("version", "step", "seed", "region", "receipt", "another", "q-", "q-elsewhere"),
    ]
)
FIELDS = st.dictionaries(NAMES | st.text(max_size=8), WORDS | st.lists(WORDS, max_size=5))


@pytest.mark.django_db
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    begun=st.booleans(),
    go=st.sampled_from(["vote", "next", "back", "keep", "elsewhere"]),
    whole=st.booleans(),
    sent=FIELDS,
)
@example(begun=True, go="vote", whole=True, sent={})
@example(begun=True, go="vote", whole=True, sent={"q-text": MEGABYTE})
@example(begun=True, go="vote", whole=False, sent={"q-one": ["option-0", "option-9"]})
@example(begun=True, go="vote", whole=True, sent={"q-one": ["yes"], "version": "٣"})
def test_whatever_is_posted_is_answered(
    voter: Client, survey: Survey, begun: bool, go: str, whole: bool, sent: dict[str, Any]
) -> None:
    data = {**(posted(survey) if begun else {"version": survey.version}), "go": go}
    data |= {name: encodable(said) for name, said in sent.items() if "\ud800" not in name}
    with transaction.atomic():
        before = written()
        answer = voter.post(address(survey, "answer/all/" if whole else "answer/"), data)
        assert answer.status_code in {200, 302, 422}
        is_voted = answer.status_code == 200 and bool((answer.context or {}).get("code"))
        assert is_voted or written() == before
        assert not is_voted or (go == "vote" and written()["ballots"] == 1)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_is_right_is_voted(voter: Client, survey: Survey) -> None:
    """Or the test above would be content with a form that refuses everything."""
    assert set(full_answers(survey)) == {*map(str, QuestionKind), "why"}
    voter.post(address(survey, "answer/all/"), posted(survey))
    assert written() == {"ballots": 1, "participations": 1}
    assert set(BoxedBallot.objects.get().answers) == set(full_answers(survey))


def written() -> dict[str, int]:
    return {
        "ballots": BoxedBallot.objects.count(),
        "participations": Participation.objects.count(),
    }


def encodable(said: Any) -> Any:
    """A browser sends no half of a pair."""
    if isinstance(said, list):
        return [encodable(item) for item in said]
    return said.encode("utf-8", "replace").decode()
