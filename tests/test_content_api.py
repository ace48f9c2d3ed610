"""Wagtail's API v3 behind the portal's gate."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import APIToken, ReferenceIndex

import pytest

from accounts.models import RoleKind
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import make_agency_pages, make_blogs, paragraph
from tests.factories.people import make_staff
from tests.factories.signing import make_picture

pytestmark = pytest.mark.django_db
PAGES = "/api/content/v3/pages/"


def listed(client: Client, **query: Any) -> set[int]:
    return {item["id"] for item in client.get(PAGES, {"limit": 20, **query}).json()["items"]}


def test_pages_are_there_for_everybody(client: Client) -> None:
    page = make_agency_pages()["ru"]
    assert page.pk in listed(client)
    assert client.get(f"{PAGES}{page.pk}/").json()["title"] == page.title


def test_a_conference_is_there_once_it_is_announced(client: Client) -> None:
    conference = ConferenceFactory(planned=True)
    page = make_conference_pages(conference)["ru"]
    kind = {"type": "conferences.ConferencePage"}
    assert page.pk not in listed(client, **kind)
    assert client.get(PAGES, kind).json()["count"] == 0
    for path in ("", "revisions/"):
        assert client.get(f"{PAGES}{page.pk}/{path}").status_code == 404

    conference.announced_at = timezone.now() - timedelta(seconds=1)
    conference.save()
    assert page.pk in listed(client, **kind)
    assert client.get(f"{PAGES}{page.pk}/").status_code == 200


@pytest.mark.parametrize("where", ["live", "draft", "nowhere"])
def test_a_picture_is_there_once_a_public_page_shows_it(client: Client, where: str) -> None:
    image = get_image_model().objects.create(
        title="Picture", file=SimpleUploadedFile("picture.jpg", make_picture())
    )
    if where != "nowhere":
        page = make_agency_pages()["ru"]
        page.body = [("picture", {"image": image, "caption": ""})]
        page.live = where == "live"
        page.save()
        ReferenceIndex.create_or_update_for_object(page)
    answer = client.get(f"/api/content/v3/images/{image.pk}/")
    assert answer.status_code == (200 if where == "live" else 404)
    assert client.get("/api/content/v3/images/").status_code == 404


def test_documents_likewise(client: Client) -> None:
    document = get_document_model().objects.create(
        title="Plan", file=SimpleUploadedFile("plan.txt", b"plan")
    )
    path = f"/api/content/v3/documents/{document.pk}/"
    assert client.get(path).status_code == 404
    page = make_agency_pages()["ru"]
    page.body = paragraph(f'<a linktype="document" id="{document.pk}">Plan</a>')
    page.save()
    ReferenceIndex.create_or_update_for_object(page)
    assert client.get(path).status_code == 200
    assert client.get("/api/content/v3/documents/").status_code == 404


def test_nothing_is_written_even_with_a_token() -> None:
    agency = AgencyFactory()
    page = make_agency_pages(agency)["ru"]
    editor = make_staff(RoleKind.EDITOR, agency)
    _row, token = APIToken.create_token(user=editor, name="test")
    client = Client(headers={"authorization": f"Bearer {token}"})
    home = make_blogs()["ru"]
    tried = [
        client.patch(f"{PAGES}{page.pk}/", {"title": "X"}, content_type="application/json"),
        client.post(f"{PAGES}{page.pk}/actions/publish/"),
        client.post(PAGES, {"parent": home.pk}, content_type="application/json"),
        client.delete(f"{PAGES}{page.pk}/"),
        client.post("/api/content/v3/images/", {"title": "X"}),
    ]
    assert [answer.status_code for answer in tried] == [405] * 5
    assert tried[0]["Content-Type"] == "application/problem+json"
    page.refresh_from_db()
    assert page.title != "X"
