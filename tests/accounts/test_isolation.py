"""Two agencies in one CMS: neither sees anything of the other's unpublished work.

Words in capitals are planted in everything of agency B that isn't public.
"""

import io
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLResolver, reverse
from django.utils import timezone
from django.utils.regex_helper import normalize

from wagtail.admin import urls as admin_urls
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    APIToken,
    Collection,
    GroupPagePermission,
    Page,
    ReferenceIndex,
    TaskState,
    WorkflowPage,
    WorkflowState,
)
from wagtail.test.utils.form_data import querydict_from_html

import pytest
from PIL import Image as Picture

from accounts.groups import agency_collection, groups_prepare
from accounts.models import RoleKind
from executives.models import AgencyPage, PostPage
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import make_executive_pages, make_post_pages, paragraph
from tests.factories.people import give, make_citizen, make_operator, make_staff
from tests.factories.surveys import SurveyFactory, make_survey_pages

pytestmark = pytest.mark.django_db
CANARY = "ҚҰПИЯ-QUUX"
ASK = "zyxwplan"
SECRET = f"{CANARY} {ASK}"


@dataclass
class House:
    """An agency with everything it may have in the CMS."""

    agency: Any
    editor: Any
    client: Client
    pages: dict[str, Page]
    image: Any
    document: Any


def house(word: str) -> House:
    agency = AgencyFactory()
    office = OfficeFactory(agency=agency)
    blogs = make_executive_pages(office)
    posts = make_post_pages(blogs, slug=f"post-{agency.key}")
    conference = make_conference_pages(ConferenceFactory(agency=agency))["ru"]
    survey = make_survey_pages(SurveyFactory(agency=agency))["ru"]
    groups_prepare()
    editor = make_staff(RoleKind.EDITOR, agency)
    pages = {
        "agency": AgencyPage.objects.get(agency=agency, face_language="ru"),
        "blog": blogs["ru"],
        "post": posts["ru"],
        "conference": conference,
        "survey": survey,
    }
    collection = agency_collection(agency)
    image = get_image_model().objects.create(
        title=f"{word} image", file=picture(), collection=collection, uploaded_by_user=editor
    )
    image.tags.add(f"{word} tag")
    document = get_document_model().objects.create(
        title=f"{word} document",
        file=SimpleUploadedFile(f"{agency.key}.txt", b"text"),
        collection=collection,
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(editor)
    return House(agency, editor, client, pages, image, document)


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Picture.new("RGB", (30, 20), (9, 99, 199)).save(out, format="PNG")
    return SimpleUploadedFile("picture.png", out.getvalue(), content_type="image/png")


def work_in_secret(other: House) -> dict[str, Any]:
    """A new draft, a changed title of each public page, one of them in moderation."""
    blog = other.pages["blog"]
    draft = PostPage(
        title=f"{SECRET} draft",
        slug="quux-draft",
        live=False,
        posted_on="2026-05-05",
        body=paragraph(SECRET),
        owner=other.editor,
    )
    Page.objects.get(pk=blog.pk).add_child(instance=draft)
    draft.save_revision(user=other.editor, log_action=True)
    for page in other.pages.values():
        page = page.specific
        page.title = f"{SECRET} {page.pk}"
        page.save_revision(user=other.editor, log_action=True, changed=True)
    post = Page.objects.get(pk=other.pages["post"].pk).specific
    state = post.get_workflow().start(post, other.editor)
    return {
        "draft": draft,
        "state": state,
        "task": state.current_task_state,
        "revision": draft.latest_revision,
    }


@pytest.fixture
def houses():
    return house("own"), house(SECRET)


def addresses(patterns: Any, space: str = "", start: str = "/cms/") -> Any:
    """Name, template of the path and names of its values, for every screen of the CMS."""
    for pattern in patterns:
        template, values = normalize(pattern.pattern.regex.pattern)[0]
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from addresses(pattern.url_patterns, space + inner, start + template)
        elif pattern.name:
            yield f"{space}{pattern.name}", start + template, values


def values_for(other: House, secret: dict[str, Any]) -> dict[str, Any]:
    draft, image, document = secret["draft"], other.image, other.document
    return {
        "page_id": draft.pk,
        "parent_page_id": other.pages["blog"].pk,
        "page_to_move_id": draft.pk,
        "destination_id": other.pages["blog"].pk,
        "image_id": image.pk,
        "document_id": document.pk,
        "doc_id": document.pk,
        "revision_id": secret["revision"].pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "task_state_id": secret["task"].pk,
        "task_id": secret["task"].task_id,
        "workflow_state_id": secret["state"].pk,
        "action_name": "approve",
        "filter_spec": "max-100x100",
        "uploaded_file_id": 1,
        "content_type_app_name": "executives",
        "content_type_model_name": "postpage",
        "app_label": "wagtailcore",
        "model_name": "page",
        "app_name": "wagtailcore",
        "object_id": draft.pk,
        "session_id": 1,
        "action": "delete",
        "slug": "x",
        "number": "OD-2026-00000001",
        "instance_pk": 1,
        "uidb64": "x",
        "token": "x",
    }


def all_addresses(other: House, secret: dict[str, Any]) -> dict[str, str]:
    """Every named screen of the CMS, asked about B's draft, picture and document."""
    known = values_for(other, secret)
    found = {}
    for name, template, values in addresses(admin_urls.urlpatterns):
        if name == "wagtailadmin_logout":
            continue
        known["pk"] = {"wagtailimages": other.image, "wagtaildocs": other.document}.get(
            name.partition(":")[0].removesuffix("_chooser"), secret["draft"]
        ).pk
        found[name] = template % {key: known.get(key, 1) for key in values}
    return found


def texts(answer: Any) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode(errors="replace")
    return answer.content.decode(errors="replace")


def test_no_screen_of_the_cms_tells_a_word_of_the_other(houses):
    own, other = houses
    secret = work_in_secret(other)
    paths = all_addresses(other, secret)
    assert len(paths) > 120
    leaks = []
    for name, path in paths.items():
        for query in ("", f"?q={ASK}&multiple=1&fields=*"):
            answer = own.client.get(path + query, follow=True)
            if CANARY in texts(answer) or answer.status_code >= 500:
                leaks.append((name, path + query, answer.status_code))
    assert leaks == []


SENT = {"title": "mine", "next": "/cms/", "external-link-chooser-url": "https://example.org/"}


def test_nothing_of_the_other_changes_by_any_screen(houses):
    own, other = houses
    secret = work_in_secret(other)

    def facts() -> Any:
        pages = Page.objects.order_by("pk").values_list(
            "pk", "path", "live", "draft_title", "latest_revision_id", "locked"
        )
        return (
            list(pages),
            list(WorkflowState.objects.values_list("pk", "status")),
            list(TaskState.objects.values_list("pk", "status")),
            list(get_image_model().objects.values_list("pk", "title", "collection")),
            list(get_document_model().objects.values_list("pk", "title", "collection")),
        )

    before = facts()
    leaks = []
    for name, path in all_addresses(other, secret).items():
        for query in ("", f"?id={secret['draft'].pk}", "?id=all&childOf=1"):
            answer = own.client.post(path + query, SENT, follow=True)
            if CANARY in texts(answer) or answer.status_code >= 500:
                leaks.append((name, path + query, answer.status_code))
    assert leaks == []
    assert facts() == before


OBJECT_SCREENS = [
    ("wagtailadmin_pages:edit", "page"),
    ("wagtailadmin_pages:view_draft", "page"),
    ("wagtailadmin_pages:history", "page"),
    ("wagtailadmin_pages:usage", "page"),
    ("wagtailadmin_pages:copy", "page"),
    ("wagtailadmin_pages:workflow_history", "page"),
    ("wagtailadmin_explore", "page"),
    ("wagtailadmin_choose_page_child", "page"),
    ("wagtailadmin_api:pages:detail", "page"),
    ("wagtailimages:edit", "image"),
    ("wagtailimages:delete", "image"),
    ("wagtailimages:image_usage", "image"),
    ("wagtailimages_chooser:chosen", "image"),
    ("wagtailimages_chooser:select_format", "image"),
    ("wagtaildocs:edit", "document"),
    ("wagtaildocs:delete", "document"),
    ("wagtaildocs:document_usage", "document"),
    ("wagtaildocs_chooser:chosen", "document"),
]


@pytest.mark.parametrize(("name", "kind"), OBJECT_SCREENS)
def test_what_is_the_others_is_closed_and_what_is_own_opens(houses, name, kind):
    own, other = houses
    secret = work_in_secret(other)
    theirs = {"page": secret["draft"], "image": other.image, "document": other.document}[kind]
    mine = {"page": own.pages["blog"], "image": own.image, "document": own.document}[kind]
    answer = own.client.get(reverse(name, args=[theirs.pk]))
    assert answer.status_code in {302, 403, 404}
    opened = own.client.get(reverse(name, args=[mine.pk]))
    assert opened.status_code == 200


def test_revisions_of_the_other_do_not_open_through_an_own_page(houses):
    own, other = houses
    secret = work_in_secret(other)
    for verb in ("view", "revert"):
        path = f"/cms/pages/{own.pages['post'].pk}/revisions/{secret['revision'].pk}/{verb}/"
        answer = own.client.get(path)
        assert answer.status_code in {302, 403, 404}
        assert CANARY not in texts(answer)
    detail = reverse(
        "wagtailadmin_pages:workflow_history_detail",
        args=[own.pages["post"].pk, secret["state"].pk],
    )
    assert own.client.get(detail).status_code in {302, 403, 404}


def test_the_page_chooser_offers_public_pages_and_own_drafts(houses):
    own, other = houses
    agency_page = other.pages["conference"]
    draft = PostPage(title=f"{ASK} mine", slug="mine", live=False, posted_on="2026-01-01", body=[])
    Page.objects.get(pk=own.pages["blog"].pk).add_child(instance=draft)
    found = own.client.get(f"/cms/choose-page/search/?q={ASK}").content.decode()
    assert f"{ASK} mine" in found
    listing = own.client.get(f"/cms/choose-page/{agency_page.get_parent().pk}/")
    assert agency_page.title in listing.json()["html"]
    # A new title in work takes the page out of the others' chooser until it is public.
    work_in_secret(other)
    listing = own.client.get(f"/cms/choose-page/{agency_page.get_parent().pk}/")
    assert agency_page.title not in listing.json()["html"]
    assert CANARY not in listing.json()["html"]


def test_choosers_of_pictures_and_documents_hold_only_own(houses):
    own, other = houses
    for kind in ("image", "document"):
        shown = texts(own.client.get(f"/cms/{kind}s/chooser/"))
        assert getattr(own, kind).title in shown
        assert CANARY not in shown


def test_a_document_is_served_once_a_public_page_shows_it(houses):
    own, other = houses
    document = other.document
    assert Client().get(document.url).status_code == 404
    assert own.client.get(document.url).status_code == 404
    assert other.client.get(document.url).status_code == 200
    post = other.pages["post"].specific
    post.body = [("paragraph", f'<p><a linktype="document" id="{document.pk}">file</a></p>')]
    post.save()
    ReferenceIndex.create_or_update_for_object(post)
    assert Client().get(document.url).status_code == 200


def test_the_content_api_tells_nothing_and_ends_with_the_role(houses):
    own, other = houses
    secret = work_in_secret(other)
    _row, token = APIToken.create_token(user=own.editor, name="test")
    headers = {"authorization": f"Bearer {token}"}
    api = Client(headers=headers)
    listing = api.get("/api/content/v3/pages/?type=executives.PostPage")
    assert listing.status_code == 200
    assert CANARY not in texts(listing)
    ids = {item["id"] for item in listing.json()["items"]}
    assert own.pages["post"].pk in ids
    for path in (f"{secret['draft'].pk}/", f"{secret['draft'].pk}/revisions/"):
        answer = api.get(f"/api/content/v3/pages/{path}")
        assert answer.status_code in {403, 404}
        assert CANARY not in texts(answer)
    now = timezone.now()
    own.editor.roles.update(valid_from=now - timedelta(days=2), valid_to=now - timedelta(days=1))
    after = Client(headers=headers).get("/api/content/v3/pages/?type=executives.PostPage")
    assert own.pages["post"].pk not in {item["id"] for item in after.json().get("items", [])}


# What an editor may do with the own part of the trees


def form_of(client: Client, page: Page) -> dict[str, Any]:
    """The edit form as the browser sends it back."""
    html = client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    data = querydict_from_html(html, form_id="page-edit-form").copy()
    # A browser's script fills these in.
    data.update({f"{name}-count": "0" for name in ("body", "welcome", "biography", "conclusion")})
    return data


def test_an_editor_edits_and_submits_and_a_moderator_publishes(houses):
    own, _other = houses
    page = own.pages["agency"]
    data = form_of(own.client, page)
    data["title"] = "New title"
    data["action-publish"] = "yes"
    own.client.post(f"/cms/pages/{page.pk}/edit/", data)
    page.refresh_from_db()
    assert page.title != "New title"
    assert page.draft_title == "New title"

    data = form_of(own.client, page)
    data["action-submit"] = "yes"
    own.client.post(f"/cms/pages/{page.pk}/edit/", data)
    task = page.specific.current_workflow_task_state
    assert task is not None
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    own.client.post(approve)
    page.refresh_from_db()
    assert page.title != "New title"

    moderator = Client()
    moderator.force_login(make_staff(RoleKind.MODERATOR))
    waiting = moderator.get("/cms/reports/workflow_tasks/?reviewable=true")
    assert "New title" in texts(waiting)
    moderator.post(approve)
    page.refresh_from_db()
    assert (page.live, page.title) == (True, "New title")


@pytest.mark.parametrize("which", ["agency", "blog", "post", "conference", "survey"])
def test_an_editor_opens_each_own_page_and_unpublishes_none(houses, which):
    own, _other = houses
    page = own.pages[which]
    assert own.client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200
    own.client.post(f"/cms/pages/{page.pk}/unpublish/")
    page.refresh_from_db()
    assert page.live


def test_a_page_never_becomes_the_face_of_another_agency(houses):
    own, other = houses
    page = own.pages["blog"]
    data = form_of(own.client, page)
    data["office"] = str(OfficeFactory(agency=other.agency).pk)
    own.client.post(f"/cms/pages/{page.pk}/edit/", data)
    fresh = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert fresh.office.agency_id == own.agency.pk


def test_a_moderator_leaves_a_page_to_its_survey_and_reads_of_no_other(houses):
    own, other = houses
    draft = SurveyFactory(agency=other.agency, state="draft", title_ru=SECRET)
    moderator = Client()
    moderator.force_login(make_staff(RoleKind.MODERATOR))
    page = own.pages["survey"]
    edit = f"/cms/pages/{page.pk}/edit/"
    shown = moderator.get(edit).content.decode()
    assert page.survey.title_ru in shown
    assert CANARY not in shown
    data = form_of(moderator, page)
    data["survey"] = str(draft.pk)
    moderator.post(edit, data)
    fresh = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert fresh.survey_id == page.survey_id


def test_editors_add_posts_but_neither_conferences_nor_blogs_of_others(houses):
    own, other = houses
    add = "/cms/pages/add/{}/{}/"
    assert (
        own.client.get(add.format("executives/postpage", own.pages["blog"].pk)).status_code == 200
    )
    index = own.pages["conference"].get_parent()
    for model, parent in (
        ("conferences/conferencepage", index),
        ("executives/postpage", other.pages["blog"]),
    ):
        assert own.client.get(add.format(model, parent.pk)).status_code in {302, 403, 404}


def test_a_page_made_later_belongs_to_the_editors_at_once(houses):
    own, _other = houses
    page = make_survey_pages(SurveyFactory(agency=own.agency))["en"]
    assert own.client.get(f"/cms/pages/{page.pk}/edit/").status_code == 200


def test_a_role_at_one_agency_gives_nothing_at_the_other(houses):
    own, other = houses
    clerk = Client()
    clerk.force_login(make_staff(RoleKind.CLERK, own.agency))
    for page in own.pages.values():
        assert clerk.get(f"/cms/pages/{page.pk}/edit/").status_code in {302, 403, 404}
    give(own.editor, RoleKind.CLERK, other.agency)
    assert own.client.get(f"/cms/pages/{other.pages['post'].pk}/edit/").status_code == 404
    give(own.editor, RoleKind.EDITOR, other.agency)
    assert own.client.get(f"/cms/pages/{other.pages['post'].pk}/edit/").status_code == 200


def test_operators_work_everywhere(houses):
    _own, other = houses
    secret = work_in_secret(other)
    operator = Client()
    operator.force_login(make_operator())
    assert operator.get(f"/cms/pages/{secret['draft'].pk}/edit/").status_code == 200
    assert operator.get(f"/cms/images/{other.image.pk}/").status_code == 200
    assert CANARY in texts(operator.get("/cms/reports/site-history/"))


def test_preparing_again_changes_nothing(houses):
    def counts() -> list[int]:
        models = (Group, GroupPagePermission, Collection, WorkflowPage)
        return [model.objects.count() for model in models]

    before = counts()
    groups_prepare()
    assert counts() == before
    assert not Group.objects.filter(name__in=("Moderators", "Editors")).exists()
    assert make_citizen().groups.count() == 0


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("kk", "Модерацияға жіберу"),
        ("ru", "Отправить на модерацию"),
        ("en", "Submit for moderation"),
    ],
)
def test_the_button_that_submits_a_page_is_short(code, words):
    agency = AgencyFactory()
    page = make_executive_pages(OfficeFactory(agency=agency))["ru"]
    groups_prepare()
    editor = Client(headers={"accept-language": code})
    editor.force_login(make_staff(RoleKind.EDITOR, agency))
    html = editor.get(f"/cms/pages/{page.pk}/edit/").content.decode()

    button = re.search(r'<button[^>]*name="action-submit"[^>]*>(.*?)</button>', html, re.DOTALL)
    assert button
    assert re.sub(r"<[^>]+>", " ", button[1]).split() == words.split()
