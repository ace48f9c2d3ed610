"""Every chart of results with its table: accessible, wide and narrow, light and dark."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from home.loading.site import site_prepare
from surveys.models import Survey
from surveys.services.finishing import survey_finish
from surveys.states import QuestionKind
from tests.browser.test_conferences import fits
from tests.factories.ballots import survey_vote_as
from tests.factories.surveys import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BALLOTS = 36


@pytest.fixture
def finished(portal: Any) -> Survey:
    """A survey of every kind, answered in three languages and from three regions, and counted."""
    site_prepare()
    survey = make_survey(live=True, regional=True)
    for turn in range(BALLOTS):
        said = {"language": ("kk", "ru", "en")[turn % 3], "region": ("71", "75")[turn % 2]}
        survey_vote_as(survey, turn=turn, **said)
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    survey_finish(survey_id=survey.pk)
    return survey


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_charts_have_tables_and_pass(
    finished: Survey, new_context: Any, axe_violations: Any, width: int, scheme: str
) -> None:
    page = new_context(width=width).new_page()
    page.emulate_media(color_scheme=scheme)
    for rest in ("results/", "card/", ""):
        page.goto(f"/kk/surveys/{finished.key}/{rest}")
        for closed in page.locator("details:not([open]) > summary").all():
            if closed.is_visible():
                closed.click()
        assert axe_violations(page) == [], rest
        assert fits(page), rest
    page.goto(f"/kk/surveys/{finished.key}/results/")
    for question in finished.questions.exclude(kind=QuestionKind.TEXT):
        part = page.locator(f'article[aria-labelledby="r-{question.key}"]')
        assert part.locator("meter, svg.stack").count() > 0, question.key
        rows = part.locator(".result-pair table tbody tr")
        assert rows.count() > 0, question.key
        assert part.locator(".result-pair table").first.is_visible()
