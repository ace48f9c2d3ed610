"""Wagtail's own ways stay closed to citizens' texts: no list, log, mail or index has them."""

from django.apps import apps
from django.contrib.auth.models import Group
from django.core import mail
from django.urls import NoReverseMatch, reverse

from wagtail.models import (
    GroupApprovalTask,
    Locale,
    ModelLogEntry,
    Page,
    ReferenceIndex,
    Revision,
    Task,
    WorkflowTask,
)
from wagtail.search.index import class_is_indexed
from wagtail.snippets.models import get_snippet_models

import pytest

from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import pass_factor
from tests.factories.moderation import (
    SECRET,
    admit,
    make_item,
    make_moderator,
    make_person,
    make_role,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notes", "grounds")]


def superuser():
    return make_person(is_superuser=True, is_staff=True, email="setup@example.org")


def clerk():
    person = make_person()
    make_role(person, "clerk", agency=AgencyFactory())
    return admit(person)


PEOPLE = {"superuser": superuser, "clerk": clerk, "moderator": make_moderator}


def stock_pages(workflow, item):
    """Every page of Wagtail that lists workflows, their states, logs or what a search finds."""
    task = workflow.tasks.first()
    named = [
        ("wagtailadmin_home",),
        ("wagtailadmin_reports:workflow",),
        ("wagtailadmin_reports:workflow_results",),
        ("wagtailadmin_reports:workflow_tasks",),
        ("wagtailadmin_reports:workflow_tasks_results",),
        ("wagtailadmin_reports:site_history",),
        ("wagtailadmin_reports:locked_pages",),
        ("wagtailadmin_reports:aging_pages",),
        ("wagtailadmin_workflows:index",),
        ("wagtailadmin_workflows:edit", workflow.pk),
        ("wagtailadmin_workflows:usage", workflow.pk),
        ("wagtailadmin_workflows:disable", workflow.pk),
        ("wagtailadmin_workflows:task_index",),
        ("wagtailadmin_workflows:edit_task", task.pk),
        ("wagtailadmin_workflows:disable_task", task.pk),
        ("wagtailadmin_explore_root",),
        ("wagtailsnippets:index",),
    ]
    for name, *args in named:
        yield reverse(name, args=args)
    for report in ("workflow", "workflow_tasks"):
        address = reverse(f"wagtailadmin_reports:{report}")
        yield from (f"{address}?reviewable=true", f"{address}?export=csv")
    yield reverse("wagtailadmin_pages:search") + "?q=" + SECRET.split()[0]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_stock_page_shows_the_text(client, who):
    workflow = make_workflow()
    item = make_item()
    Revision.objects.get(object_id=str(item.pk))
    person = PEOPLE[who]()
    client.force_login(person)
    pass_factor(client, person)
    for address in stock_pages(workflow, item):
        response = client.get(address)
        assert response.status_code in (200, 302, 403, 404), address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        for word in (SECRET, "Дорога"):
            assert word.encode() not in body, address


def test_the_name_of_an_item_holds_no_text():
    make_workflow()
    item = make_item(target_id="7")
    item.refresh_from_db()
    names = [str(item), str(item.latest_revision), item.latest_revision.object_str]
    names += ModelLogEntry.objects.values_list("label", flat=True)
    names += [str(item.current_workflow_state), str(item.current_workflow_task_state)]
    assert len(names) >= 6
    assert not [name for name in names if SECRET in name or "Дорога" in name]


def test_it_is_no_snippet_and_has_no_stock_permissions():
    assert ModeratedText not in get_snippet_models()
    assert ModeratedText._meta.default_permissions == ()
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippets_moderation_moderatedtext:list")


def test_neither_index_knows_it():
    make_item()
    assert not class_is_indexed(ModeratedText)
    assert not ReferenceIndex.is_indexed(ModeratedText)
    assert ModeratedText not in ReferenceIndex.tracked_models


def test_no_citizen_s_plain_model_is_tracked_by_wagtail():
    tracked = {model._meta.label for model in ReferenceIndex.tracked_models}
    ours = {model._meta.label for model in apps.get_app_config("appeals").get_models()}
    assert {"appeals.Appeal", "appeals.Answer", "appeals.AppealText"} <= ours
    assert not tracked & {"appeals.Appeal", "appeals.Answer", "appeals.AppealText"}


def test_no_stock_mail_is_sent():
    superuser()
    member = make_moderator(email="member@example.org")
    group = Group.objects.create(name="Seniors")
    member.groups.add(group)
    step = GroupApprovalTask.objects.create(name="Seniors only")
    step.groups.add(group)
    workflow = make_workflow()
    WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=-1)
    first, second = make_item(), make_item()
    assert first.current_workflow_task_state.task.name == "Seniors only"
    moderation_approve(item=first, actor=member, **words_of(first))
    moderation_refuse(item=second, actor=member, ground="abuse")
    assert mail.outbox == []


def test_pages_keep_their_mails(home_page):
    superuser()
    workflow = make_workflow()
    home_page.save_revision()
    workflow.start(home_page, make_person(email="editor@example.org"))
    assert [message.to for message in mail.outbox] == [["setup@example.org"]]


def test_moderators_may_review_pages_too(home_page):
    workflow = make_workflow()
    home_page.save_revision()
    # Publishing a page asks for the page's own rights besides.
    moderator = make_moderator(is_superuser=True)
    state = workflow.start(home_page, make_person()).current_task_state.specific
    task = Task.objects.get(pk=state.task_id).specific
    assert task.get_actions(home_page, make_person()) == []
    task.on_action(state, moderator, "approve", comment="Good.")
    state.refresh_from_db()
    assert (state.status, state.finished_by) == ("approved", moderator)


@pytest.fixture
def home_page():
    Locale.objects.get_or_create(language_code="kk")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    return root.add_child(title="Plain", slug="plain-page", live=False)
