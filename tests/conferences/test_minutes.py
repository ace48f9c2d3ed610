"""The minutes: when there are any, and that they hold what the public reads and nothing else."""

import csv
import io
import json
import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from conferences.models import Conference, ConferenceQuestion
from conferences.states import QuestionState
from core.localized import ORDER
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.executives import TEXT, paragraph

pytestmark = pytest.mark.django_db

FORMS = ("minutes/", "minutes.html", "minutes.json", "minutes.csv")


def made(trait: str = "summary", **values: Any) -> Conference:
    conference = ConferenceFactory(**({trait: True} if trait else {}), **values)
    make_conference_pages(conference)
    return conference


def text_of(client, conference: Conference, form: str, code: str = "en") -> str:
    response = client.get(f"/{code}/conferences/{conference.key}/{form}")
    assert response.status_code == 200
    return response.getvalue().decode() if response.streaming else response.content.decode()


def data_of(client, conference: Conference) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text_of(client, conference, "minutes.json"))
    return document


def lines_of(client, conference: Conference) -> list[dict[str, str]]:
    text = text_of(client, conference, "minutes.csv").removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("trait", ["", "announced"])
def test_before_closing_there_are_none_and_the_page_says_when(
    client, trait: str, form: str
) -> None:
    conference = made(trait)
    response = client.get(f"/en/conferences/{conference.key}/{form}")
    assert response.status_code == 404
    assert "There are no minutes yet" in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("trait", ["closed", "answering", "summary", "archived"])
def test_from_closing_on_there_are(client, trait: str, form: str) -> None:
    conference = made(trait)
    QuestionFactory(conference=conference, words="Когда откроют мост?")
    assert "Когда откроют мост?" in text_of(client, conference, form)


@pytest.mark.parametrize("form", FORMS)
def test_planned_unknown_or_unpublished_is_nothing(client, form: str) -> None:
    planned, no_page = made("planned"), ConferenceFactory(summary=True)
    for key in (planned.key, no_page.key, "nothing"):
        response = client.get(f"/en/conferences/{key}/{form}")
        assert response.status_code == 404
        assert "There are no minutes yet" not in response.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_minutes_are_only_read(client, form: str) -> None:
    assert client.post(f"/en/conferences/{made().key}/{form}").status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_public_is_not_in_them(client, form: str) -> None:
    conference = made()
    QuestionFactory(conference=conference, hidden=True, words="Ждёт модератора")
    now = timezone.now()
    QuestionFactory(conference=conference, words="Снят с показа", words__withdrawn_at=now)
    shown = QuestionFactory(conference=conference, original="Собственные слова автора")
    QuestionAnswerFactory(question=shown, body="Отозванный ответ", withdrawn_at=now)
    text = text_of(client, conference, form)
    assert "Когда почистят дорогу?" in text
    for hidden in ("Ждёт", "Снят", "Собственные", "Отозванный"):
        assert hidden not in text


@pytest.mark.parametrize("form", ["minutes/", "minutes.html", "minutes.json"])
def test_cancelled_says_so_and_holds_no_questions(client, form: str) -> None:
    conference = made("cancelled")
    QuestionFactory(conference=conference)
    text = text_of(client, conference, form)
    assert "There was an accident" in text
    assert "Когда почистят дорогу?" not in text
    assert f"Summary. {TEXT['en']}" not in text


@pytest.mark.parametrize("form", FORMS)
def test_the_summary_is_there_once_published(client, form: str) -> None:
    early, late = made("answering"), made("summary")
    words = f"Summary. {TEXT['en']}"
    assert words not in text_of(client, early, form)
    assert (words in text_of(client, late, form)) == (form != "minutes.csv")


@pytest.mark.parametrize("code", ORDER)
def test_each_language_has_its_face(client, code: str) -> None:
    conference = made()
    speaker = SpeakerFactory(conference=conference)
    html = text_of(client, conference, "minutes/", code)
    assert f"Summary. {TEXT[code]}" in html
    assert speaker.localized("person", code) in html
    assert conference.localized("theme", code) in html
    assert conference.agency.localized("name", code) in html


def test_without_a_face_in_this_language_another_speaks(client) -> None:
    conference = made()
    conference.pages.get(face_language="en").unpublish()
    assert f"Summary. {TEXT['kk']}" in text_of(client, conference, "minutes/")


def test_questions_stand_by_number_with_answers_votes_and_merges(client) -> None:
    conference = made(promised=1)
    first = QuestionFactory(conference=conference, votes=1)
    second = QuestionFactory(conference=conference, votes=7)
    third = QuestionFactory(conference=conference)
    ConferenceQuestion.objects.filter(pk=third.pk).update(
        state=QuestionState.MERGED, merged_into=second
    )
    answer = QuestionAnswerFactory(question=second, time_mark=75)
    data = data_of(client, conference)
    assert [row["number"] for row in data["questions"]] == [first.number, second.number]
    assert data["questions"][1]["votes"] == 7
    assert data["questions"][1]["merged_numbers"] == [third.number]
    assert data["questions"][1]["answers"][0]["text"] == answer.body
    assert data["questions"][1]["answers"][0]["time_mark"] == 75
    assert data["merged"] == [{"number": third.number, "into": second.number}]
    assert data["promise"]["promised"] == 1
    assert data["figures"]["questions"] == 2
    assert data["figures"]["votes"] == 8
    html = text_of(client, conference, "minutes/")
    assert f"№ {third.number} → № {second.number}" in html
    rows = lines_of(client, conference)
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert [row["answer"] for row in rows] == ["", answer.body, ""]
    assert rows[1]["merged_numbers"] == "3"
    assert rows[2]["merged_into"] == "2"
    assert rows[2]["question"] == ""


def test_a_gap_stays_a_gap(client) -> None:
    conference = made()
    QuestionFactory(
        conference=conference,
        words="Звоните […] домой",
        words__cuts=[{"start": 8, "end": 11, "ground": "personal"}],
    )
    assert data_of(client, conference)["questions"][0]["text"] == "Звоните […] домой"
    assert 'class="gap"' in text_of(client, conference, "minutes/")


@pytest.mark.parametrize("words", ["=1+1", "+7 701", "@SUM(A1)", "-2", "\t=1"])
def test_no_cell_is_a_formula(client, words: str) -> None:
    conference = made()
    question = QuestionFactory(conference=conference, words=words)
    QuestionAnswerFactory(question=question, body=words)
    (row,) = lines_of(client, conference)
    assert row["question"].startswith("'")
    assert row["answer"].startswith("'")


def test_markup_is_text_everywhere(client) -> None:
    conference = made()
    question = QuestionFactory(conference=conference, words="<script>alert(1)</script>")
    QuestionAnswerFactory(question=question, body="<img src=x onerror=alert(1)>")
    for form in ("minutes/", "minutes.html"):
        html = text_of(client, conference, form)
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_the_file_needs_nothing_else(client) -> None:
    conference = made()
    page = conference.pages.get(face_language="en")
    page.summary = paragraph('See <a href="https://example.org/x">the plan</a>')
    page.save()
    html = text_of(client, conference, "minutes.html")
    assert "<style>" in html
    assert not re.search(r"<(script|link|img|iframe|object|svg)\b", html)
    assert not re.search(r"\b(src|srcset|action|on\w+)=", html)
    assert "url(" not in html
    assert "@import" not in html
    assert "the plan" in html
    for address in re.findall(r'href="([^"]*)"', html):
        assert address.startswith(("http://", "https://"))


@pytest.mark.parametrize("form", FORMS[1:])
def test_files_are_downloads_with_a_name(client, form: str) -> None:
    conference = made()
    response = client.get(f"/ru/conferences/{conference.key}/{form}")
    ending = form.rsplit(".", 1)[1]
    name = f'attachment; filename="conference-{conference.key}-minutes-ru.{ending}"'
    assert response["Content-Disposition"] == name


def test_moved_closing_takes_them_away(client) -> None:
    conference = made("closed")
    path = f"/en/conferences/{conference.key}/minutes/"
    assert client.get(path).status_code == 200
    later = timezone.now() + timedelta(hours=1)
    Conference.objects.filter(pk=conference.pk).update(closes_at=later, answers_from_at=later)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("form", FORMS)
def test_the_same_cost_for_one_and_ten(client, form: str, django_assert_max_num_queries) -> None:
    conference = made()

    def more() -> None:
        SpeakerFactory(conference=conference)
        QuestionAnswerFactory(question=QuestionFactory(conference=conference))

    def cost() -> int:
        text_of(client, conference, form)
        with django_assert_max_num_queries(40) as seen:
            text_of(client, conference, form)
        return len(seen)

    more()
    few = cost()
    for _ in range(9):
        more()
    assert cost() == few
