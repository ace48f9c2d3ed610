"""The law in the CMS: who may, and what nobody may."""

from datetime import date, datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

import pytest

from accounts.groups import groups_prepare
from accounts.models import Role
from law.clock import ALMATY
from law.models import CalendarDay, StopGround, Term, TermSet
from law.promises import PROMISES
from law.selectors import clock_for_appeal, progress, promise
from law.services import law_seed
from law.states import Kind, Origin
from tests.factories.appeals import AppealFactory
from tests.factories.law import make_term_set

pytestmark = pytest.mark.django_db
TOMORROW = timedelta(days=1)


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def sign_in(client, *codenames):
    group = Group.objects.create(name="law editors")
    group.permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    user = get_user_model().objects.create_user(username="editor")
    user.groups.add(group)
    Role.objects.create(user=user, kind="operator" if codenames else "auditor")
    client.force_login(user)
    return client


@pytest.fixture
def editor(client):
    models = ("termset", "calendarday", "stopground")
    return sign_in(
        client,
        *(f"{verb}_{model}" for verb in ("add", "change", "delete", "view") for model in models),
    )


def form_data(client, **fields):
    """The add form as the browser would send it: from the newest set, with changes."""
    form = client.get(reverse("term_sets:add")).context["form"]
    data = {name: form[name].value() for name in form.fields if name != "comments"}
    rows = form.formsets["terms"]
    data |= {
        "terms-TOTAL_FORMS": len(rows.forms),
        "terms-INITIAL_FORMS": rows.initial_form_count(),
        "terms-MIN_NUM_FORMS": 0,
        "terms-MAX_NUM_FORMS": 1000,
    }
    for row in rows.forms:
        data |= {f"{row.prefix}-{name}": row[name].value() for name in row.fields}
    data |= fields
    return {
        name: "" if value is None else value for name, value in data.items() if value is not False
    }


@pytest.mark.parametrize("name", ["term_sets", "calendar_days", "stop_grounds"])
def test_without_the_permission_the_law_is_closed(client, name):
    sign_in(client)
    for view in ("index", "add"):
        assert client.get(reverse(f"{name}:{view}")).status_code in {302, 403}


@pytest.mark.parametrize("name", ["term_sets", "calendar_days", "stop_grounds"])
def test_with_the_permission_the_lists_open(editor, name):
    assert editor.get(reverse(f"{name}:index")).status_code == 200
    assert editor.get(reverse(f"{name}:add")).status_code == 200


def test_a_set_in_force_can_be_read_but_not_changed(editor):
    term_set = TermSet.objects.get()
    inspect = reverse("term_sets:inspect", args=[term_set.pk])
    for view in ("edit", "delete"):
        for method in (editor.get, editor.post):
            answer = method(reverse(f"term_sets:{view}", args=[term_set.pk]))
            assert answer.status_code == 302
            assert answer.url == inspect
    with translation.override("en"):
        seen = editor.get(inspect, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "A redirect starts the term anew" in seen
    assert "False" not in seen
    assert Term.objects.filter(term_set=term_set).count() == 6


def test_a_new_set_starts_from_the_newest_and_takes_its_place(editor):
    data = form_data(
        editor, version="appc-next", valid_from=(timezone.localdate() + TOMORROW).isoformat()
    )
    assert data["terms-TOTAL_FORMS"] == 6
    answer = editor.post(reverse("term_sets:add"), data)
    assert answer.status_code == 302, answer.context["form"].formsets["terms"].errors
    created = TermSet.objects.get(version="appc-next")
    assert {term.kind for term in created.terms.all()} == set(Kind.values)
    assert TermSet.objects.get(version="appc-2021").terms.count() == 6


def test_a_new_set_takes_over_every_promise_and_open_question(editor):
    settings = {name: number for number, name in enumerate(PROMISES, start=41)}
    make_term_set(valid_from=timezone.localdate() + TOMORROW, redirect_restarts=True, **settings)
    data = form_data(editor)
    assert {name: data[name] for name in PROMISES} == settings
    assert data["redirect_restarts"] is True
    assert "redirect_restarts_confirmed" not in data


def test_a_promise_is_changed_by_a_new_set(editor):
    tomorrow = timezone.localdate() + TOMORROW
    data = form_data(
        editor, version="appc-next", valid_from=tomorrow.isoformat(), moderation_days=2
    )
    assert editor.post(reverse("term_sets:add"), data).status_code == 302
    assert promise("moderation_days") == 1
    assert promise("moderation_days", tomorrow) == 2


@pytest.mark.parametrize(("name", "wrong"), [("stuck_days", "0"), ("redirect_limit", "-1")])
def test_a_promise_out_of_reason_is_shown_at_its_field(editor, name, wrong):
    data = form_data(
        editor,
        version="appc-next",
        valid_from=(timezone.localdate() + TOMORROW).isoformat(),
        **{name: wrong},
    )
    answer = editor.post(reverse("term_sets:add"), data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [name]


def test_editors_read_which_numbers_are_ours_and_which_questions_are_open(editor):
    with translation.override("en"):
        page = editor.get(reverse("term_sets:add"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert page.count("Our default") >= len(PROMISES) + 2
    assert "Open legal question" in page


def ground_data(**changes):
    words = {
        f"{name}_{code}": f"{name} {code}"
        for name in ("title", "explanation", "source")
        for code in ("kk", "ru", "en")
    }
    return {"code": "new", "order": 95, "is_active": "on", "first_step": "none"} | words | changes


def test_a_ground_is_added_edited_and_switched_off_but_keeps_its_code(editor):
    assert editor.post(reverse("stop_grounds:add"), ground_data()).status_code == 302
    ground = StopGround.objects.get(code="new")
    changed = ground_data(code="other", title_ru="Иначе", is_active="")
    url = reverse("stop_grounds:edit", args=[ground.pk])
    assert editor.post(url, changed).status_code == 302
    ground.refresh_from_db()
    assert (ground.code, ground.title_ru, ground.is_active) == ("new", "Иначе", False)
    assert not ground.is_guide


@pytest.mark.parametrize(
    "wrong", [{"code": "obscene"}, {"code": "Не код"}, {"first_step": "shout"}, {"title_kk": ""}]
)
def test_a_wrong_ground_is_refused_at_its_field(editor, wrong):
    answer = editor.post(reverse("stop_grounds:add"), ground_data(**wrong))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == list(wrong)
    assert StopGround.objects.count() == 9


@pytest.mark.parametrize("is_superuser", [False, True])
def test_nobody_deletes_a_ground_in_the_cms(editor, is_superuser):
    get_user_model().objects.filter(username="editor").update(is_superuser=is_superuser)
    ground = StopGround.objects.get(code="repeat")
    for method in (editor.get, editor.post):
        answer = method(reverse("stop_grounds:delete", args=[ground.pk]))
        assert answer.status_code in {302, 403}
    assert StopGround.objects.filter(pk=ground.pk).exists()


def test_operators_hold_the_rights_on_grounds():
    groups_prepare()
    held = Group.objects.get(name="operators").permissions
    codes = set(held.filter(content_type__app_label="law").values_list("codename", flat=True))
    assert {"add_stopground", "change_stopground", "view_stopground"} <= codes
    assert "delete_stopground" not in codes


def test_the_calendar_edited_under_a_running_case_leaves_its_date(editor):
    """The stored date is what the citizen was told: only new cases are counted anew."""
    sent = datetime(2026, 3, 5, 19, 10, tzinfo=ALMATY)
    counted = clock_for_appeal("application", sent)
    case = AppealFactory(
        submitted_at=sent, registered_on=counted.registered_on, due_on=counted.due_on
    )
    for day in ("2026-03-27", "2026-04-02"):
        data = {"date": day, "reason_kk": "Қаулы", "reason_ru": "Указ", "reason_en": "Decree"}
        assert editor.post(reverse("calendar_days:add"), data).status_code == 302
    case.refresh_from_db()
    assert case.due_on == counted.due_on == date(2026, 4, 2)
    seen = progress(
        kind=case.kind_registered,
        term_version=case.term_set.version,
        registered_on=case.registered_on,
        due_on=case.due_on,
        today=date(2026, 4, 3),
    )
    assert (seen.due_on, seen.days_late) == (date(2026, 4, 2), 1)
    assert clock_for_appeal("application", sent).due_on == date(2026, 4, 6)


def test_a_set_to_come_can_still_be_changed(editor):
    term_set = make_term_set(valid_from=timezone.localdate() + 2 * TOMORROW)
    assert editor.get(reverse("term_sets:edit", args=[term_set.pk])).status_code == 200
    editor.post(reverse("term_sets:delete", args=[term_set.pk]))
    assert not TermSet.objects.filter(pk=term_set.pk).exists()


def test_a_set_that_leaves_a_kind_out_is_refused(editor):
    data = form_data(
        editor, version="half", valid_from=(timezone.localdate() + TOMORROW).isoformat()
    )
    data["terms-0-DELETE"] = "on"
    answer = editor.post(reverse("term_sets:add"), data)
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert not TermSet.objects.filter(version="half").exists()


@pytest.mark.parametrize("days", [-1, 0])
def test_a_new_set_cannot_start_in_the_past(days):
    with pytest.raises(ValidationError) as refused:
        TermSet(
            version="late", source="x", valid_from=timezone.localdate() + timedelta(days=days)
        ).full_clean()
    assert list(refused.value.message_dict) == ["valid_from"]


def test_a_new_set_cannot_start_before_another_one():
    planned = make_term_set(valid_from=timezone.localdate() + 30 * TOMORROW)
    early = TermSet(version="early", source="x", valid_from=planned.valid_from - TOMORROW)
    with pytest.raises(ValidationError) as refused:
        early.full_clean()
    assert list(refused.value.message_dict) == ["valid_from"]


def test_a_set_in_force_refuses_a_change_of_its_start():
    term_set = TermSet.objects.get()
    term_set.valid_from = timezone.localdate() + TOMORROW
    with translation.override("en"), pytest.raises(ValidationError, match="in force"):
        term_set.full_clean()


def test_what_an_editor_saves_is_the_editors(editor):
    day = CalendarDay.objects.get(date="2026-03-09")
    assert day.origin == Origin.SEED
    answer = editor.post(
        reverse("calendar_days:edit", args=[day.pk]),
        {
            "date": "2026-03-09",
            "is_working": "on",
            "reason_kk": "Қаулы",
            "reason_ru": "Постановление",
            "reason_en": "Decree",
            "source": "Invented",
        },
    )
    assert answer.status_code == 302
    day.refresh_from_db()
    assert (day.is_working, day.origin) == (True, Origin.EDITOR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 0},
        {"basis": "lunar"},
        {"kind": "wish"},
        {"kind": "complaint"},
        {"extension_days": 0},
        {"extension_cap_months": 0},
        {"redirect_days": 0},
        {"notice_days": 0},
    ],
)
def test_the_database_refuses_an_impossible_term(wrong):
    Term.objects.filter(kind="application").delete()
    term = {"kind": "application", "days": 15, "basis": "working"} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(term_set=TermSet.objects.get(), **term)


@pytest.mark.parametrize("wrong", [{"date": date(2026, 3, 9)}, {"origin": "nobody"}])
def test_the_database_refuses_a_second_row_for_a_day_and_an_unknown_origin(wrong):
    row = {"date": date(2040, 1, 1), "origin": Origin.EDITOR} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(**row)
