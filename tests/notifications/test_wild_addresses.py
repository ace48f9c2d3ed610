"""What no form of ours sends, at every address of surveys and notices: refused, never an error."""

from datetime import timedelta
from urllib.parse import quote

from django.test import Client
from django.utils import timezone

import pytest

from notifications.services.reaching import email_token
from notifications.services.stopping import stop_token
from surveys.models import BoxedBallot, Survey
from surveys.selectors.form import form_of
from surveys.services.finishing import survey_finish
from surveys.states import QuestionKind
from surveys.voting.reading import names_of
from tests.factories.ballots import survey_vote_as
from tests.factories.notifications import DeliveryFactory, ReachFactory, SubscriptionFactory
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey
from tests.surveys.test_answering import address

pytestmark = pytest.mark.django_db
WILD = ["\0", "-1", "9" * 400, "%", "'\"<script>", "٣", "²", "{x.__class__}", "%(x)s", "\u202e"]
ASKED = ["cursor", "tab", "phase", "agency", "limit", "page", "q", "kept", "topic", "step"]
SENT = "region version seed step receipt captcha_0 captcha_1 kind key id pace next undo q-x".split()
OF_SURVEY = """. answer/ answer/all/ results/ results.csv results.xlsx results.json results/text/
results/nope/ card/ conclusion/ receipt/ recount.json recount.csv""".split()
STRANGE = [
    "/en/notices/stop/-/",
    "/en/notices/stop/é-é/",
    "/en/notices/email/x:y:z/",
    "/en/notices/searches/nope/",
    "/en/surveys/%00/receipt/",
    "/en/surveys/x%FFy/receipt/",
    "/api/v1/surveys/%FF",
    f"/api/v1/surveys/{'x' * 3000}",
]


def closed_survey() -> Survey:
    survey = make_survey(live=True)
    survey_vote_as(survey)
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert survey_finish(survey_id=survey.pk)
    return survey


def clients() -> list[Client]:
    user = make_citizen()
    signed = Client()
    signed.force_login(user)
    return [Client(), signed]


def notice_addresses() -> list[str]:
    user = make_citizen()
    reach = ReachFactory(user=user, email_wanted="new@example.kz")
    search = SubscriptionFactory(of_search=True, user=user)
    return [
        "/en/notices/follow/",
        f"/en/notices/searches/{search.public_id}/",
        f"/en/notices/stop/{stop_token(DeliveryFactory(user=user))}/",
        f"/en/notices/email/{email_token(reach)}/",
    ]


def test_every_method_and_every_wild_question() -> None:
    surveys = [make_survey(live=True, regional=True), closed_survey()]
    paths = [
        address(survey, rest.strip(".")) if rest == "." else address(survey, rest)
        for survey in surveys
        for rest in OF_SURVEY
    ]
    paths += [f"/api/v1/surveys/{survey.key}/results" for survey in surveys]
    paths += ["/en/surveys/", "/api/v1/surveys", *notice_addresses(), *STRANGE]
    languages = ["en", f"xx-{'y' * 5000}", "*;q=nan", "kk;q=-1"]
    for who in clients():
        for number, path in enumerate(paths):
            for method in ("get", "head", "options", "put", "delete", "patch", "trace"):
                headers = {"accept-language": languages[number % 4]}
                answer = getattr(who, method)(path, headers=headers)
                assert answer.status_code < 500, (method, path)
            for wild in WILD:
                asked = "&".join(f"{name}={quote(wild)}&{name}=2" for name in ASKED)
                assert who.get(f"{path}?{asked}").status_code < 500, (path, wild)


def test_every_wild_post_is_refused_and_votes_for_nobody() -> None:
    survey = make_survey(live=True, changeable=True, regional=True)
    anyone = make_survey(QuestionKind.TEXT, QuestionKind.ONE, anybody=True, live=True)
    names = [name for question in form_of(survey).questions for name in names_of(question)]
    paths = [address(row, rest) for row in (survey, anyone) for rest in OF_SURVEY[1:3]]
    paths += [address(survey, "receipt/"), *notice_addresses(), "/en/account/settings/"]
    for who in clients():
        for path in paths:
            for wild in [*WILD, "x" * 1_000_000]:
                data = dict.fromkeys([*names, *SENT], [wild, wild] if len(wild) < 9 else wild)
                if len(wild) > 9000:
                    data = {"q-text": wild, "receipt": wild, "key": wild, "undo": wild}
                for go in ("", "back", "keep", "vote"):
                    answer = who.post(path, {**data, "go": go, "action": go})
                    assert answer.status_code < 500, (path, wild[:9], go)
            for kind in ("application/json", "multipart/form-data; boundary=x", FORM.format("x")):
                body = b"\xff\xfe\0&go=vote&a=%FF%00"
                assert who.generic("POST", path, body, kind).status_code < 500, (path, kind)
    assert not BoxedBallot.objects.exists()


FORM = "application/x-www-form-urlencoded; charset={}"
