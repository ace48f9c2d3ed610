"""The page of one application, its files, and what its author does there."""

import re
from uuid import uuid4

from django.core.files.storage import storages

import pytest

from appeals.models import Appeal
from signing.files import file_open
from tests.appeals import people
from tests.appeals.files import add_file
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AnswerFactory, AppealFactory, CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db


def page(appeal) -> str:
    return f"/en/applications/{appeal.number}/"


def file_page(appeal, file) -> str:
    return f"{page(appeal)}files/{file.pk}/"


def words_of(answer, number: str) -> str:
    """The page without its own number and without the form's token."""
    return re.sub(r'value="\w{64}"', "", answer.content.decode().replace(number, ""))


# Found or not.


def test_a_number_in_small_letters_works(client):
    appeal = AppealFactory(published=True)
    assert client.get(page(appeal).replace("OD", "od")).status_code == 200


@pytest.mark.parametrize(
    "number",
    ["OD-2026-99999999", "nothing", "0", "OD-2020-00000001'--", "x" * 300, "%00", "..%2f", "ОД-1"],
)
def test_what_is_not_there_is_not_found(client, number):
    AppealFactory(published=True)
    assert client.get(f"/en/applications/{number}/").status_code == 404


@pytest.mark.parametrize("traits", [{}, {"private": True}, {"refused": True}, {"taken_down": True}])
@pytest.mark.parametrize("who", ["visitor", "citizen", "clerk_b", "editor_a", "moderator"])
def test_an_unpublished_one_looks_like_nothing_at_all(client, traits, who):
    appeal = AppealFactory(**traits)
    make = {
        "citizen": CitizenFactory,
        "clerk_b": lambda: people.make_worker(AgencyFactory()),
        "editor_a": lambda: people.make_worker(appeal.agency, "editor"),
        "moderator": people.make_moderator,
    }
    if who in make:
        client.force_login(make[who]())
    hidden, missing = client.get(page(appeal)), client.get("/en/applications/OD-2026-99999999/")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert words_of(hidden, appeal.number) == words_of(missing, "OD-2026-99999999")


@pytest.mark.parametrize("who", ["author", "clerk", "offered"])
def test_those_who_work_on_it_and_its_author_read_it(client, who):
    appeal = AppealFactory()
    if who == "author":
        client.force_login(appeal.author)
    elif who == "clerk":
        client.force_login(people.make_worker(appeal.agency))
    else:
        client.force_login(people.make_worker(RedirectFactory(appeal=appeal).to_agency))
    html = client.get(page(appeal)).content.decode()
    assert "открытая яма" in html


def test_the_public_page_shows_the_public_words(client):
    appeal = AppealFactory(published=True, text="Слова как есть", public_text__body="Иначе сказано")
    html = client.get(page(appeal)).content.decode()
    assert "Иначе сказано" in html
    assert "Слова как есть" not in html


def test_citizens_words_are_only_text(client):
    nasty = '<img src=x onerror="alert(1)">{{ 7|add:7 }}'
    appeal = AppealFactory(published=True, subject=nasty, text=nasty)
    html = client.get(page(appeal)).content.decode()
    assert "<img src=x" not in html
    assert "{{ 7|add:7 }}" in html
    assert 'lang="ru"' in html


def test_a_page_of_somebody_known_is_not_kept_by_caches(client):
    appeal = AppealFactory()
    client.force_login(appeal.author)
    answer = client.get(page(appeal))
    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]


def test_the_former_portal_s_number_leads_here(client):
    appeal = AppealFactory(published=True, legacy_number=482253)
    answer = client.get("/blogs/all-questions/482253")
    assert answer.status_code == 301
    assert answer["Location"].endswith(f"/applications/{appeal.number}/")
    AppealFactory(legacy_number=7)
    for number in (7, 8, 10**30):
        answer = client.get(f"/blogs/all-questions/{number}", follow=True)
        assert answer.status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("traits", [{"answered": True}, {"overdue": True}, {"in_work": True}])
def test_the_page_stands_in_each_language(client, language, traits):
    appeal = AppealFactory(published=True, **traits)
    RedirectFactory(appeal=appeal, returned=True)
    answer = client.get(f"/{language}/applications/{appeal.number}/")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()


# Files.


def test_a_file_is_always_an_attachment_nobody_sniffs(client):
    appeal = AppealFactory()
    file = add_file(appeal, "Письмо №1.txt")
    client.force_login(appeal.author)
    answer = client.get(file_page(appeal, file))
    assert answer.status_code == 200
    assert answer.content == file_open(file)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    with storages["private"].open(file.stored_as) as stored:
        assert file_open(file) not in stored.read()


@pytest.mark.parametrize(
    "who", ["visitor", "citizen", "clerk_b", "editor_a", "moderator", "former"]
)
@pytest.mark.parametrize("published", [True, False])
def test_a_file_nobody_released_is_for_author_and_agency(client, who, published):
    appeal = AppealFactory(published=published)
    file = add_file(appeal)
    make = {
        "citizen": CitizenFactory,
        "clerk_b": lambda: people.make_worker(AgencyFactory()),
        "editor_a": lambda: people.make_worker(appeal.agency, "editor"),
        "moderator": people.make_moderator,
        "former": lambda: people.make_worker(appeal.agency, ended=True),
    }
    if who in make:
        client.force_login(make[who]())
    assert client.get(file_page(appeal, file)).status_code == 404
    assert file.name not in client.get(page(appeal)).content.decode()


@pytest.mark.parametrize("who", ["author", "clerk"])
def test_author_and_agency_download_it(client, who):
    appeal = AppealFactory(private=True)
    file = add_file(appeal)
    user = appeal.author if who == "author" else people.make_worker(appeal.agency)
    client.force_login(user)
    assert client.get(file_page(appeal, file)).status_code == 200
    assert file.name in client.get(page(appeal)).content.decode()


def test_a_file_by_another_application_s_address(client):
    mine, other = AppealFactory(), AppealFactory(published=True)
    file = add_file(AppealFactory())
    client.force_login(mine.author)
    for appeal in (mine, other):
        assert client.get(file_page(appeal, file)).status_code == 404
    assert client.get(f"{page(mine)}files/{uuid4()}/").status_code == 404
    assert client.get(f"{page(mine)}files/1/").status_code == 404


def test_a_file_of_an_answer(client):
    appeal = AppealFactory(published=True)
    file = add_file(AnswerFactory(appeal=appeal))
    assert client.get(file_page(appeal, file)).status_code == 404
    client.force_login(appeal.author)
    assert client.get(file_page(appeal, file)).status_code == 200


# Taking it back.


def test_the_author_takes_it_back(client):
    appeal = AppealFactory(published=True)
    client.force_login(appeal.author)
    assert "Take the application back" in client.get(page(appeal)).content.decode()
    answer = client.post(f"{page(appeal)}withdraw/", follow=True)
    assert "Your application is withdrawn." in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "withdrawn"
    assert "Take the application back" not in client.get(page(appeal)).content.decode()


def test_too_late_is_said(client):
    appeal = AppealFactory(published=True, answered=True)
    client.force_login(appeal.author)
    answer = client.post(f"{page(appeal)}withdraw/", follow=True)
    assert answer.status_code == 200
    assert "This can&#x27;t be done now" in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == "answered"


def test_coming_back_from_a_sign_in_nothing_is_done_yet(client):
    appeal = AppealFactory()
    client.force_login(appeal.author)
    answer = client.get(f"{page(appeal)}withdraw/")
    assert (answer.status_code, answer["Location"]) == (302, page(appeal))
    appeal.refresh_from_db()
    assert appeal.state == "registered"


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("who", ["visitor", "citizen", "clerk"])
def test_nobody_else_takes_it_back(client, published, who):
    appeal = AppealFactory(published=published)
    if who != "visitor":
        user = CitizenFactory() if who == "citizen" else people.make_worker(appeal.agency)
        client.force_login(user)
    answer = client.post(f"{page(appeal)}withdraw/")
    assert answer.status_code == (302 if who == "visitor" else 404)
    assert Appeal.objects.get().state == "registered"
