"""Templates of answers: gaps filled, unknown ones refused, each agency sees its own and shared."""

from collections import Counter

from django.core.exceptions import ValidationError
from django.urls import reverse

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.gaps import open_gaps
from appeals.models import AnswerTemplate
from appeals.services.templating import template_fill, templates_for
from core.errors import NotAllowed, Refused
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory, TopicFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

URL = "answer-templates_modeladmin"


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def appeal(agency):
    return AppealFactory(office=agency.offices.first(), in_work=True)


def make(agency=None, body="Обращение {{number}}: {{?что сделали}}.", **said):
    values = {"language": "ru", "title": "Ответ", **said}
    return AnswerTemplate.objects.create(agency=agency, body=body, **values)


def fill(template, appeal, user):
    return template_fill(template=template, appeal=appeal, reader=reader_for(user))


# Gaps.


def test_the_portal_fills_what_it_knows_and_leaves_the_rest(appeal, clerk):
    names = ("number", "subject", "registered_on", "due_on", "agency", "office", "author")
    body = " | ".join([f"{{{{{name}}}}}" for name in names] + ["{{ number }}", "{{?срок}}"])
    text = fill(make(body=body), appeal, clerk)
    said = text.split(" | ")
    assert said[0] == said[7] == appeal.number
    assert said[1] == "Яма на улице Образцовой"
    assert said[4] == appeal.agency.name_ru
    assert said[5] == appeal.office.title_ru
    assert said[6] == "Образцов Пример Тестович"
    assert open_gaps(text) == ["{{?срок}}"]


@pytest.mark.parametrize(
    "body", ["{{iin}}", "{{author.vault.iin}}", "{{?}}", "{{}}", "{{number", "x }} y", "{{{{a}}}}"]
)
def test_unknown_gaps_are_refused_in_the_form_and_at_use(appeal, clerk, body):
    template = AnswerTemplate(language="ru", title="Ответ", body=body)
    with pytest.raises(ValidationError):
        template.full_clean()
    template.save()
    with pytest.raises(Refused) as refusal:
        fill(template, appeal, clerk)
    assert refusal.value.code == "unknown_gaps"


def test_braces_of_an_author_are_no_gaps(agency, clerk):
    sly = AppealFactory(office=agency.offices.first(), subject="{{author}} и {{?x}}")
    assert open_gaps(fill(make(body="Тема: {{subject}}"), sly, clerk)) == []


def test_one_that_is_switched_off_is_refused(appeal, clerk):
    with pytest.raises(Refused):
        fill(make(is_active=False), appeal, clerk)


# Whose.


def test_another_agency_s_template_is_not_used(appeal, clerk):
    foreign = make(AgencyFactory())
    with pytest.raises(NotAllowed):
        fill(foreign, appeal, clerk)
    assert foreign not in templates_for(appeal, reader_for(clerk))


def test_nobody_fills_one_for_a_case_of_others(appeal):
    for user in (people.make_worker(AgencyFactory()), appeal.author, people.make_moderator()):
        assert templates_for(appeal, reader_for(user)) == []
        with pytest.raises(NotAllowed):
            fill(make(), appeal, user)


def test_what_the_desk_offers(appeal, clerk, agency):
    AnswerTemplate.objects.all().delete()
    shared, own = make(title="А"), make(agency, title="Я")
    topical = make(agency, title="Я", topic=appeal.topic)
    make(title="другая тема", topic=TopicFactory())
    make(title="басқа тіл", language="kk")
    make(title="выключен", is_active=False)
    make(AgencyFactory(), title="чужой")
    assert templates_for(appeal, reader_for(clerk)) == [topical, own, shared]


# The first ones.


def test_six_for_each_language_and_nothing_in_them_is_unknown(appeal, clerk):
    rows = AnswerTemplate.objects.filter(agency=None)
    assert Counter(row.language for row in rows) == {"kk": 6, "ru": 6, "en": 6}
    for row in rows:
        row.full_clean()
        assert appeal.number in fill(row, appeal, clerk)


# In the CMS.


def page(client, action, *args):
    return client.get(reverse(f"{URL}_{action}", args=args))


def post(client, url, **said):
    values = {"title": "Новый", "language": "ru", "body": "{{number}}", "is_active": "on"}
    return client.post(url, {**values, **said})


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.HEAD])
def test_a_worker_sees_own_and_shared_only(client, agency, kind):
    make(title="Общий шаблон")
    make(agency, title="Наш шаблон")
    make(AgencyFactory(), title="Чужой шаблон")
    client.force_login(people.make_worker(agency, kind))
    html = page(client, "index").content.decode()
    assert "Общий шаблон" in html
    assert "Наш шаблон" in html
    assert "Чужой шаблон" not in html
    found = client.get(reverse(f"{URL}_index"), {"q": "Чужой"}).content.decode()
    assert "Чужой шаблон" not in found


@pytest.mark.parametrize("action", ["edit", "inspect", "delete"])
def test_a_foreign_template_opens_nowhere(client, clerk, action):
    foreign = make(AgencyFactory(), title="Чужой шаблон", body="Чужие слова {{number}}")
    client.force_login(clerk)
    answer = page(client, action, foreign.pk)
    assert answer.status_code in (302, 403, 404)
    assert "Чужие слова" not in answer.content.decode()


@pytest.mark.parametrize("whose", ["shared", "foreign"])
def test_a_worker_changes_neither_shared_nor_foreign_ones(client, clerk, agency, whose):
    row = make(None if whose == "shared" else AgencyFactory())
    client.force_login(clerk)
    post(client, reverse(f"{URL}_edit", args=[row.pk]), agency=agency.pk)
    row.refresh_from_db()
    assert row.title == "Ответ"


def test_a_worker_makes_one_for_the_own_agency_only(client, clerk, agency):
    AnswerTemplate.objects.all().delete()
    client.force_login(clerk)
    url = reverse(f"{URL}_create")
    other = AgencyFactory()
    for agency_id in ("", other.pk, "0"):
        assert post(client, url, agency=agency_id).status_code == 200
    assert post(client, url, agency=agency.pk, body="{{iin}}").status_code == 200
    assert not AnswerTemplate.objects.exists()
    assert post(client, url, agency=agency.pk).status_code == 302
    assert AnswerTemplate.objects.get().agency == agency
    assert other.name_en not in page(client, "create").content.decode()


def test_an_operator_makes_one_for_all(client):
    operator = people.make_worker(AgencyFactory())
    people.add_role(operator, RoleKind.OPERATOR)
    client.force_login(operator)
    assert post(client, reverse(f"{URL}_create"), agency="").status_code == 302
    assert AnswerTemplate.objects.get(title="Новый").agency is None


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK])
def test_nobody_else_has_the_list(client, agency, kind):
    ended = kind == RoleKind.CLERK
    client.force_login(people.make_worker(agency, kind, ended=ended))
    assert page(client, "index").status_code in (302, 403)
