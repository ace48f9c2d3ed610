"""Canaries in surveys: words of people on their way, of agencies before their hour, and marks that
would join a person and answers.

House "a" asks and the crawl's author answers there. What is secret stands beside what is public in
the same survey, so every outlet of it is one that could leak.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from wagtail.models import Page

from accounts.models import User
from accounts.readers import reader_for
from core.localized import ORDER
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from surveys.models import (
    Ballot,
    BoxedBallot,
    Participation,
    Survey,
    SurveyPage,
    SurveyQuestion,
    SurveysIndexPage,
    SurveyText,
)
from surveys.secrets import secret_make
from surveys.services.mixing import survey_mix
from surveys.services.partials import partial_save
from surveys.services.reviewing import survey_submit
from surveys.services.voting import survey_vote
from surveys.states import QuestionKind, SurveyState, TextState
from tests.factories.ballots import BallotFactory
from tests.factories.executives import paragraph
from tests.factories.surveys import SurveyFactory, add_question
from tests.planted import AUTHOR, MODERATOR, OPERATOR, House, Secrets, refusal_ground

# What the author must come across, a moderator, and who works at the agency.
OWN = ("begun",)
JUDGED = ("textwaits", "reviewtitleru", "reviewoptionru")
MADE = ("drafttitleru", "draftquestionru", "draftplanru", "reviewtitleru", "conclusionru")
PARTS = ("", "answer/", "receipt/", "results/", "card/", "conclusion/")
FILES = ("results.csv", "results.xlsx", "results.json", "recount.json", "recount.csv")


def plant_surveys(secrets: Secrets, houses: dict[str, House], people: dict[str, User]) -> None:
    """Everything through the verbs where there is one, then the addresses of every outlet."""
    house, moderator = houses["a"], people[MODERATOR]
    inside = (house.name, f"editor-{house.name}", OPERATOR)
    running = _open(secrets, house, moderator)
    closed = _closed(secrets, house, inside)
    draft = _draft(secrets, house, inside)
    review = _review(secrets, house, inside, people["a-head"])
    for survey in (running, closed, draft, review):
        secrets.paths += _addresses(survey)


def _open(secrets: Secrets, house: House, moderator: User) -> Survey:
    """One that people answer: their words lie begun, in the box, with a moderator, refused."""
    survey = SurveyFactory(agency=house.agency, key="planted-open", live=True, participants=0)
    add_question(survey, QuestionKind.ONE)
    add_question(survey, QuestionKind.TEXT, is_required=False)
    _pages(survey)
    secret_make(survey)
    survey.refresh_from_db()

    texts = {
        "waits": secrets.word("textwaits", MODERATOR),
        "refused": secrets.word("textrefused", MODERATOR),
        "cut": secrets.word("textcut", MODERATOR),
    }
    crowd = User.objects.filter(roles=None, is_superuser=False).exclude(subject_key="")
    voters = list(crowd.exclude(pk=house.author.pk).order_by("username")[:9])
    for at, voter in enumerate(voters[:8]):
        words = list(texts.values())[at] if at < len(texts) else ""
        _vote(survey, voter, f"Мост {words} через реку." if words else "")
    survey_mix(survey_id=survey.pk, final=True)
    _judge(secrets, texts, moderator)
    # Later than the mixing: these stay in the box, where nobody reads them.
    _vote(survey, voters[8], f"Мост {secrets.word('textboxed')} через реку.")
    begun = secrets.word("begun", AUTHOR)
    partial_save(survey=survey, user=house.author, raw={"text": f"Мост {begun} через реку."})
    _marks(secrets, survey)
    return survey


def _vote(survey: Survey, voter: User, words: str) -> None:
    raw: dict[str, Any] = {"one": "option-0"} | ({"text": words} if words else {})
    survey_vote(survey_id=survey.pk, voter=voter, raw=raw, language="ru", version=survey.version)


def _judge(secrets: Secrets, texts: dict[str, str], moderator: User) -> None:
    """One is refused with a note, one published without its word, one waits."""
    for item in ModeratedText.objects.filter(kind="survey_text"):
        if texts["refused"] in item.body:
            note = secrets.word("textnote", MODERATOR)
            ground = refusal_ground()
            moderation_refuse(item=item, actor=moderator, ground=ground, note=f"Грубо: {note}.")
        elif texts["cut"] in item.body:
            body = item.body.replace(texts["cut"], "")
            moderation_approve(item=item, actor=moderator, subject="", body=body, cuts=[])
        elif texts["waits"] in item.body:
            secrets.paths.append(f"/cms/moderation/{item.pk}/")


def _marks(secrets: Secrets, survey: Survey) -> None:
    """Keys and receipts: for nobody at all. Of a receipt only hashes of questions leave."""
    for row in Participation.objects.filter(survey=survey):
        secrets.words[row.key] = frozenset()
    for ballot in (
        *Ballot.objects.filter(survey=survey),
        *BoxedBallot.objects.filter(survey=survey),
    ):
        secrets.words[ballot.receipt] = frozenset()
        secrets.words[str(ballot.pk)] = frozenset()
    for text in SurveyText.objects.filter(question__survey=survey):
        secrets.words[text.receipt] = frozenset()


def _closed(secrets: Secrets, house: House, inside: tuple[str, ...]) -> Survey:
    """What came of it is written and not published; the answers are counted."""
    survey = SurveyFactory(agency=house.agency, key="planted-closed", past=True, participants=0)
    question = add_question(survey, QuestionKind.ONE)
    words = add_question(survey, QuestionKind.TEXT, is_required=False)
    for page in _pages(survey):
        code = page.face_language
        page.conclusion = paragraph(secrets.word(f"conclusion{code}", *inside, MODERATOR))
        page.save_revision(user=house.clerk, log_action=True, changed=True)
        secrets.paths += _page_paths(page)
    for _ in range(6):
        ballot = BallotFactory(survey=survey, values={question.key: "option-0"})
        secrets.words[ballot.receipt] = frozenset()
    SurveyText.objects.create(
        question=words,
        receipt="0" * 64,
        language="ru",
        state=TextState.WITHDRAWN,
        original=secrets.word("textreplaced"),
    )
    return survey


def _draft(secrets: Secrets, house: House, inside: tuple[str, ...]) -> Survey:
    """Nobody outside knows yet what will be asked."""
    survey = _unready(secrets, house, inside, "draft", state=SurveyState.DRAFT)
    survey.return_note = secrets.word("returnnote", *inside, MODERATOR)
    survey.return_ground = refusal_ground()
    survey.save()
    return survey


def _review(secrets: Secrets, house: House, inside: tuple[str, ...], head: User) -> Survey:
    survey = _unready(secrets, house, (*inside, MODERATOR), "review", state=SurveyState.DRAFT)
    survey_submit(survey_id=survey.pk, actor=head, reader=reader_for(head))
    for item in ModeratedText.objects.filter(kind="survey"):
        secrets.paths.append(f"/cms/moderation/{item.pk}/")
    for page in SurveyPage.objects.filter(survey=survey):
        secrets.paths += _page_paths(page)
    return survey


def _unready(
    secrets: Secrets, house: House, readers: tuple[str, ...], name: str, **fields: Any
) -> Survey:
    def said(column: str) -> dict[str, str]:
        return {
            f"{column}_{code}": secrets.word(f"{name}{column}{code}", *readers) for code in ORDER
        }

    survey = SurveyFactory(
        agency=house.agency,
        key=f"planted-{name}",
        upcoming=True,
        conclusion_due_at=timezone.now() + timedelta(days=40),
        **{**said("title"), **said("plan"), **fields},
    )
    words = {f"text_{code}": secrets.word(f"{name}question{code}", *readers) for code in ORDER}
    question: SurveyQuestion = add_question(survey, QuestionKind.ONE, **words)
    option = question.options.first()
    assert option
    for code in ORDER:
        setattr(option, f"text_{code}", secrets.word(f"{name}option{code}", *readers))
    option.save()
    return survey


def _pages(survey: Survey) -> list[SurveyPage]:
    made = []
    for index in SurveysIndexPage.objects.live():
        page = SurveyPage(title="Мосты", slug=survey.key, survey=survey, locale=index.locale)
        Page.objects.get(pk=index.pk).add_child(instance=page)
        made.append(page)
    return made


def _page_paths(page: SurveyPage) -> list[str]:
    return [
        f"/api/content/v3/pages/{page.pk}/?fields=*",
        f"/api/content/v3/pages/{page.pk}/?version=draft",
        f"/cms/pages/{page.pk}/edit/",
        f"/cms/pages/{page.pk}/view_draft/",
        f"/cms/pages/{page.pk}/history/",
    ]


def _addresses(survey: Survey) -> list[str]:
    """Every outlet of a survey, whether a link leads there or not."""
    public = f"/ru/surveys/{survey.key}"
    return [
        *(f"{public}/{part}" for part in (*PARTS, *FILES)),
        f"/api/v1/surveys/{survey.key}",
        f"/api/v1/surveys/{survey.key}/results",
        f"{public}/results/text/",
        *(
            f"/cms/surveys/{survey.key}/{part}"
            for part in ("", "edit/", "questions/", "questions/one/", "preview/", "tryout/")
        ),
    ]
