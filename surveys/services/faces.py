"""The pages of a survey: made as drafts, published when it is approved, taken down again."""

from typing import Any

from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

from core.localized import ORDER
from core.trees import drafts_add
from surveys.models import Survey, SurveyPage, SurveysIndexPage


def indexes() -> dict[str, Page]:
    """The list of surveys in each language that has one."""
    pages = SurveysIndexPage.objects.select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return {code: found[code] for code in ORDER if code in found}


def faces_make(survey: Survey, actor: Any, bodies: dict[str, Any] | None = None) -> list[str]:
    """A draft in each language that has none yet; languages of those made."""
    there = set(survey.pages.values_list("face_language", flat=True))
    parents = {code: page for code, page in indexes().items() if code not in there}

    def make(code: str) -> SurveyPage:
        title = survey.localized("title", code)
        return SurveyPage(title=title, survey=survey, body=(bodies or {}).get(code, []))

    return sorted(drafts_add(parents=parents, slug=survey.key, make=make, actor=actor))


def faces_title(survey: Survey, actor: Any, old: dict[str, str]) -> None:
    """Drafts that still have the survey's former title get the new one."""
    for page in survey.pages.filter(live=False):
        draft = page.get_latest_revision_as_object()
        title = survey.localized("title", page.face_language)
        if draft.title == old.get(page.face_language) and draft.title != title:
            draft.title = title
            draft.save_revision(user=actor, log_action=False)


def faces_publish(survey: Survey, actor: Any) -> list[str]:
    """Publish each page as it was last written; languages of the pages."""
    pages = list(survey.pages.select_related("latest_revision"))
    for page in pages:
        revision = page.get_latest_revision() or page.save_revision(user=actor)
        revision.publish(user=actor, skip_permission_checks=True)
    return sorted(page.face_language for page in pages)


def faces_take_down(survey: Survey, actor: Any) -> None:
    """The public reads them no more; editors go on writing."""
    for page in survey.pages.filter(live=True):
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
