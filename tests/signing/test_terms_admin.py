"""Terms in the CMS: read a version in force, make a new one, change neither."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

import pytest

from accounts.models import Role
from signing.models import Terms
from signing.terms import terms_current, terms_seed
from tests.factories.signing import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shipped():
    terms_seed()


def sign_in(client, *codenames):
    group = Group.objects.create(name="terms")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = get_user_model().objects.create_user(username="terms-editor")
    user.groups.add(group)
    Role.objects.create(user=user, kind="operator" if codenames else "auditor")
    client.force_login(user)
    return client


@pytest.fixture
def editor(client):
    return sign_in(client, *(f"{verb}_terms" for verb in ("add", "change", "delete", "view")))


def address(name, *args):
    return reverse(f"signing_terms_modeladmin_{name}", args=args)


def form_of(response):
    """The form as the browser would send it; the editor keeps its text as JSON."""
    form = response.context["form"]
    return {
        name: form.fields[name].widget.format_value(form[name].value()) or ""
        for name in form.fields
    }


def test_the_list_and_the_words_open_for_those_with_the_permission(editor):
    assert editor.get(address("index")).status_code == 200
    page = editor.get(address("inspect", terms_current().pk))
    assert "<h3>" in page.content.decode()
    assert "&lt;h3&gt;" not in page.content.decode()


@pytest.mark.parametrize("name", ["index", "create"])
def test_without_the_permission_they_are_closed(client, name):
    assert sign_in(client).get(address(name)).status_code in {302, 403}


def test_a_new_version_starts_from_the_old_words_and_gets_its_number(editor):
    page = editor.get(address("create"))
    data = form_of(page)
    assert data["title_kk"] == terms_current().title_kk
    assert "version" not in data
    answer = editor.post(address("create"), {**data, "title_kk": "Жаңа", "published_at": ""})
    assert answer.status_code == 302
    assert Terms.objects.get(version=2).title_kk == "Жаңа"
    assert terms_current().version == 1


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_a_version_in_force_can_not_be_changed(editor, name):
    terms = terms_current()
    answer = editor.post(address(name, terms.pk), {"title_kk": "Жаңа"})
    assert answer.status_code in {302, 403}
    assert terms_current().title_kk == terms.title_kk


def test_a_version_that_waits_can_be_changed(editor):
    waiting = make_terms(version=2, published=False)
    data = form_of(editor.get(address("edit", waiting.pk)))
    answer = editor.post(address("edit", waiting.pk), {**data, "title_kk": "Жаңа"})
    assert answer.status_code == 302
    assert Terms.objects.get(pk=waiting.pk).title_kk == "Жаңа"
