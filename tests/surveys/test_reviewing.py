"""From the agency to a moderator, to the public and back; closed early; concluded; copied."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from core.errors import NotAllowed, Refused
from core.localized import ORDER
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from notifications.models import Notice
from surveys.limits import NotWithin
from surveys.models import Ballot, Survey, SurveyPage
from surveys.secrets import participation_key
from surveys.selectors.form import form_of
from surveys.services.closing import survey_close_early
from surveys.services.concluding import survey_conclude
from surveys.services.copying import survey_copy
from surveys.services.finishing import survey_finish
from surveys.services.questions import question_put, section_put
from surveys.services.reviewing import Incomplete, survey_reopen, survey_submit
from surveys.states import SurveyState
from tests.factories.ballots import survey_vote_as, survey_votes
from tests.factories.executives import paragraph
from tests.factories.moderation import admit, make_grounds
from tests.factories.people import make_citizen, make_staff
from tests.factories.surveys import make_survey
from tests.surveys.makers import DAY, by, make_draft, make_editor, options

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Any:
    make_grounds()
    return admit(make_staff("moderator"))


def waiting(survey: Survey) -> ModeratedText:
    return ModeratedText.objects.get(kind="survey", target_id=str(survey.pk))


def approve(survey: Survey, moderator: Any, **changes: Any) -> None:
    item = waiting(survey)
    wording = {"subject": item.subject, "body": item.body, "cuts": []} | changes
    moderation_approve(item=item, actor=moderator, **wording)


def submitted(editor: Any) -> Survey:
    survey = make_draft(editor)
    survey_submit(survey_id=survey.pk, **by(editor))
    survey.refresh_from_db()
    return survey


def test_a_moderator_reads_everything_in_all_languages(moderator) -> None:
    editor = make_editor()
    survey = make_draft(editor)
    section_put(survey_id=survey.pk, fields={"title_kk": "Ә", "title_ru": "Раздел"}, **by(editor))
    page = survey.pages.get(face_language="ru")
    page.body = paragraph("Зачем мы спрашиваем.")
    page.save_revision(user=editor)
    survey_submit(survey_id=survey.pk, **by(editor))
    body = waiting(survey).body
    for words in ("Сделаем две работы.", "Не керек?", "Шатыр ru", "Зачем мы спрашиваем."):
        assert words in body


def test_approved_it_has_live_pages_and_a_secret(client, moderator) -> None:
    editor = make_editor()
    survey = submitted(editor)
    assert client.get(f"/ru/surveys/{survey.key}/").status_code == 404
    approve(survey, moderator)
    survey.refresh_from_db()
    assert survey.state == SurveyState.READY
    assert survey.secret_mark
    assert len(participation_key(survey, make_citizen())) == 64
    assert all(page.live for page in survey.pages.all())
    for code in ORDER:
        assert client.get(f"/{code}/surveys/{survey.key}/").status_code == 200
    notice = Notice.objects.get(kind="survey.approved")
    assert (notice.user, notice.data["key"]) == (editor, survey.key)


def test_pages_alone_make_no_survey_public(client, moderator) -> None:
    """Whoever publishes a page past the desk publishes nothing."""
    survey = make_draft(make_editor())
    for page in survey.pages.all():
        page.save_revision().publish()
    assert client.get(f"/ru/surveys/{survey.key}/").status_code == 404
    assert client.get(f"/api/v1/surveys/{survey.key}").status_code == 404
    assert survey.title_ru not in client.get("/ru/surveys/upcoming/").content.decode()


@pytest.mark.parametrize(
    "change", [{"body": "Другие слова"}, {"cuts": [(0, 3)]}, {"subject": "Другой заголовок"}]
)
def test_a_survey_is_approved_as_it_is_or_not_at_all(moderator, change: dict[str, Any]) -> None:
    survey = submitted(make_editor())
    if "cuts" in change:
        change = {"cuts": [{"start": 0, "end": 3, "ground": "personal-data"}]}
    with pytest.raises(Refused) as refusal:
        approve(survey, moderator, **change)
    assert refusal.value.code == "only_whole"
    survey.refresh_from_db()
    assert survey.state == SurveyState.REVIEW


def test_sent_back_with_a_note_it_can_be_written_and_sent_again(moderator) -> None:
    editor = make_editor()
    survey = submitted(editor)
    moderation_refuse(
        item=waiting(survey), actor=moderator, ground="insult", note="Перепишите вопрос."
    )
    survey.refresh_from_db()
    assert survey.state == SurveyState.DRAFT
    assert survey.return_note == "Перепишите вопрос."
    assert Notice.objects.filter(kind="survey.returned", user=editor).exists()
    assert not SurveyPage.objects.live().exists()
    survey_submit(survey_id=survey.pk, **by(editor))
    survey.refresh_from_db()
    assert (survey.state, survey.return_note, survey.return_ground) == ("review", None, None)


def test_who_made_it_does_not_approve_it(moderator) -> None:
    editor = make_editor()
    survey = submitted(editor)
    from tests.factories.people import give

    give(editor, "moderator")
    with pytest.raises(Refused):
        approve(survey, admit(editor))
    survey.refresh_from_db()
    assert survey.state == SurveyState.REVIEW


def test_what_is_missing_is_told_all_at_once(moderator) -> None:
    editor = make_editor()
    survey = make_draft(editor, title_ru="", plan_ru="")
    fields = {"kind": "one", "text_kk": "Тағы?"}
    question_put(survey_id=survey.pk, fields=fields, options=options("А", "Ә"), **by(editor))
    with pytest.raises(Incomplete) as refusal:
        survey_submit(survey_id=survey.pk, **by(editor))
    assert len(refusal.value.missing) == 3
    assert not ModeratedText.objects.exists()


def test_without_a_question_it_stays(moderator) -> None:
    editor = make_editor()
    survey = make_draft(editor)
    survey.questions.all().delete()
    with pytest.raises(Incomplete):
        survey_submit(survey_id=survey.pk, **by(editor))


def test_read_for_too_long_it_opens_later_for_as_long(moderator) -> None:
    survey = submitted(make_editor())
    late = timezone.now() - timedelta(hours=5)
    span = survey.closes_at - survey.opens_at
    Survey.objects.filter(pk=survey.pk).update(opens_at=late, closes_at=late + span)
    body = waiting(survey)
    from surveys.outline import outline_of

    survey.refresh_from_db()
    moderation_approve(
        item=body, actor=moderator, subject=body.subject, body=outline_of(survey), cuts=[]
    )
    survey.refresh_from_db()
    assert timezone.now() - survey.opens_at < timedelta(minutes=1)
    assert survey.closes_at - survey.opens_at == span


def test_taken_back_before_it_opens(client, moderator) -> None:
    editor = make_editor()
    survey = submitted(editor)
    approve(survey, moderator)
    survey_reopen(survey_id=survey.pk, **by(editor))
    assert client.get(f"/ru/surveys/{survey.key}/").status_code == 404
    survey_submit(survey_id=survey.pk, **by(editor))
    survey_reopen(survey_id=survey.pk, **by(editor))
    assert not ModeratedText.objects.exists()
    survey_submit(survey_id=survey.pk, **by(editor))
    approve(survey, moderator)
    survey.refresh_from_db()
    assert survey.state == SurveyState.READY


REASONS = {"kk": "Жол салынды", "ru": "Дорога построена"}


def test_closed_early_everything_counts() -> None:
    survey = make_survey("one", live=True)
    codes = [survey_vote_as(survey, turn=turn) for turn in range(3)]
    head = make_editor(survey.agency, "head")
    planned = survey.closes_at
    survey_close_early(survey_id=survey.pk, reasons=REASONS, **by(head))
    with pytest.raises(Refused) as refusal:
        survey_vote_as(survey)
    assert refusal.value.code == "wrong_phase"
    assert survey_finish(survey_id=survey.pk)
    survey.refresh_from_db()
    assert (survey.planned_closes_at, survey.participants) == (planned, len(codes))
    assert Ballot.objects.filter(survey=survey).count() == 3
    assert survey.secret_destroyed_at


@pytest.mark.parametrize(
    "reasons", [{}, {"kk": "Салынды"}, {"kk": " ", "ru": " "}, {"kk": "а" * 1001, "ru": "б"}]
)
def test_closing_early_needs_its_reason(reasons: dict[str, str]) -> None:
    survey = make_survey("one")
    head = make_editor(survey.agency, "head")
    with pytest.raises(NotWithin):
        survey_close_early(survey_id=survey.pk, reasons=reasons, **by(head))
    survey.refresh_from_db()
    assert survey.planned_closes_at is None


def write_conclusion(survey: Survey, *codes: str) -> None:
    for page in survey.pages.all():
        page.conclusion = paragraph("Сделали.") if page.face_language in codes else []
        page.save_revision().publish()


def test_the_conclusion_stands_on_both_pages_first() -> None:
    survey = make_survey("one", past=True)
    head = make_editor(survey.agency, "head")
    write_conclusion(survey, "ru")
    with pytest.raises(Refused) as refusal:
        survey_conclude(survey_id=survey.pk, **by(head))
    assert refusal.value.code == "no_words"
    write_conclusion(survey, "ru", "kk")
    survey_conclude(survey_id=survey.pk, **by(head))
    with pytest.raises(Refused) as refusal:
        survey_conclude(survey_id=survey.pk, **by(head))
    assert refusal.value.code == "wrong_state"


def test_a_copy_has_everything_but_answers(moderator) -> None:
    editor = make_editor()
    survey = make_draft(editor, asks_region=True, regions=["71"])
    words = {"title_kk": "Бөлім", "title_ru": "Раздел"}
    section = section_put(survey_id=survey.pk, fields=words, **by(editor))
    first = survey.questions.get()
    option = first.options.first()
    assert option
    question_put(
        survey_id=survey.pk,
        fields={
            "kind": "text",
            "text_kk": "Неге?",
            "text_ru": "Почему?",
            "shown_if_id": option.pk,
            "section_id": section.pk,
        },
        **by(editor),
    )
    copy = survey_copy(survey_id=survey.pk, **by(editor))
    assert copy.key != survey.key
    assert (copy.state, copy.regions, copy.copied_from) == ("draft", ["71"], survey)
    one, other = form_of(survey), form_of(copy)
    assert [row.key for row in one.questions] == [row.key for row in other.questions]
    condition = other.questions[1].row.shown_if
    assert condition
    assert condition.question.survey_id == copy.pk
    assert other.questions[1].row.section.survey_id == copy.pk
    assert set(copy.pages.values_list("face_language", flat=True)) == set(ORDER)
    survey_submit(survey_id=copy.pk, **by(editor))


def test_a_copy_of_an_answered_survey_is_free_to_change() -> None:
    survey = make_survey("one", "matrix")
    survey_votes(survey, 5)
    editor = make_editor(survey.agency)
    copy = survey_copy(survey_id=survey.pk, **by(editor))
    assert (copy.participants, copy.frozen_at, copy.secret_mark) == (0, None, "")
    copy.questions.update(text_kk="Басқа")
    with pytest.raises(NotAllowed):
        survey_copy(survey_id=survey.pk, **by(make_editor()))
    assert copy.opens_at > timezone.now() + DAY
