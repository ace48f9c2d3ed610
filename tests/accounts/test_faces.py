"""Which rows an editor may make a page the face of: those of the own agency; no other is shown."""

from typing import Any

from django.test import Client

from wagtail.models import Page
from wagtail.test.utils.form_data import querydict_from_html

import pytest

from accounts.groups import groups_prepare
from accounts.models import RoleKind
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import make_executive_pages
from tests.factories.people import make_operator, make_staff
from tests.factories.surveys import SurveyFactory, make_survey_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def houses() -> list[dict[str, Any]]:
    made = []
    for word in ("Own", "Alien"):
        agency = AgencyFactory(name_en=f"{word} agency", name_kk=f"{word} agency")
        names = {f"{code}": f"{word} office" for code in ("title_kk", "title_ru", "title_en")}
        themes = {f"theme_{code}": f"{word} conference" for code in ("kk", "ru", "en")}
        titles = {f"title_{code}": f"{word} survey" for code in ("kk", "ru", "en")}
        office = OfficeFactory(agency=agency, **names)
        conference = ConferenceFactory(agency=agency, planned=True, **themes)
        survey = SurveyFactory(agency=agency, **titles)
        blog = make_executive_pages(office)["ru"]
        made.append(
            {
                "agency": (Page.objects.get(pk=blog.get_parent().pk), agency),
                "office": (blog, office),
                "conference": (make_conference_pages(conference)["ru"], conference),
                "survey": (make_survey_pages(survey)["ru"], survey),
            }
        )
    groups_prepare()
    return made


def entered(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("name", ["agency", "office", "conference", "survey"])
def test_an_editor_sees_and_takes_own_rows_only(houses: Any, name: str) -> None:
    page, own = houses[0][name]
    _page, alien = houses[1][name]
    client = entered(make_staff(RoleKind.EDITOR, houses[0]["agency"][1]))
    address = f"/cms/pages/{page.pk}/edit/"
    form = client.get(address).content.decode()
    assert f"Own {name}" in form
    assert f"Alien {name}" not in form

    sent = querydict_from_html(form, form_id="page-edit-form")
    sent[name] = str(alien.pk)
    answer = client.post(address, sent)
    assert f"Alien {name}" not in answer.content.decode()
    latest = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert getattr(latest, f"{name}_id") == own.pk


def test_the_operator_chooses_among_all(houses: Any) -> None:
    page, _own = houses[0]["conference"]
    form = entered(make_operator()).get(f"/cms/pages/{page.pk}/edit/").content.decode()
    assert "Own conference" in form
    assert "Alien conference" in form
