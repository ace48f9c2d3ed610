"""Groups of the CMS: what an active role opens. Made here, filled by ``RoleMiddleware``.

An editor of an agency gets the agency's pages in the three trees, and its collection of images
and documents: change, and add below, never publish. Moderators publish, by the pages' workflow.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
    get_page_models,
)

from accounts.models import RoleKind, User
from agencies.models import Agency
from core.pages import FacePage

MODERATORS, OPERATORS, AUDITORS, DESKS = "moderators", "operators", "auditors", "desks"
PORTAL_GROUPS = {
    RoleKind.MODERATOR: MODERATORS,
    RoleKind.OPERATOR: OPERATORS,
    RoleKind.AUDITOR: AUDITORS,
    RoleKind.CLERK: DESKS,
    RoleKind.HEAD: DESKS,
}
AGENCY_PREFIX = "agency:"
ENTER = "wagtailadmin.access_admin"
OWN_MEDIA = [
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "choose")
]
ANY_MEDIA = ["wagtailimages.choose_image", "wagtaildocs.choose_document"]
# By name: these models live on upper floors. Nothing here may be deleted but what isn't used yet.
REGISTRIES = {
    "agencies": ("agency", "agencygroup", "region", "topic", "office", "tenure"),
    "law": ("termset", "calendarday", "stopground"),
    "signing": ("terms",),
    "moderation": ("ground", "workflowroute", "moderationtask"),
    "wagtailcore": ("workflow", "task", "groupapprovaltask"),
}
OPERATORS_MAY = [
    ENTER,
    "accounts.add_role",
    "accounts.view_role",
    "accounts.view_accessrequest",
    "accounts.change_accessrules",
    "law.delete_termset",
    "law.delete_calendarday",
    "signing.delete_terms",
    "simple_translation.submit_translation",
    *(
        f"{app}.{verb}_{model}"
        for app, models in REGISTRIES.items()
        for model in models
        for verb in ("add", "change", "view")
    ),
]
PAGES = {
    OPERATORS: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
    MODERATORS: ("change", "publish"),
}
EDITORS_DO = ("add", "change")
# The trees whose pages agencies edit; their first pages carry the workflow.
TREES = (
    "executives.BlogsIndexPage",
    "conferences.ConferencesIndexPage",
    "surveys.SurveysIndexPage",
)
WORKFLOW = "Беттерді жариялау · Публикация страниц · Publishing pages"
STEP = "Модератор мақұлдайды · Модератор одобряет · A moderator approves"
STOCK_GROUPS = ("Moderators", "Editors")
STOCK_WORKFLOW = "Moderators approval"


def agency_group_name(key: str) -> str:
    """Name of the group of an agency's editors."""
    return f"{AGENCY_PREFIX}{key}:editor"


def is_ours(name: str) -> bool:
    """Whether roles alone decide who is in this group."""
    return name.startswith(AGENCY_PREFIX) or name in PORTAL_GROUPS.values()


def groups_for(roles: Iterable[tuple[str, str | None]]) -> set[str]:
    """Names of the groups that these active roles (kind, key of the agency) give."""
    return {
        agency_group_name(key) if kind == RoleKind.EDITOR and key else PORTAL_GROUPS[RoleKind(kind)]
        for kind, key in roles
    }


def groups_sync(user: User, wanted: set[str]) -> None:
    """Make a person's groups those that are wanted; one query when they are already.

    Groups that the set-up person made by hand stay while the person holds any role at all.
    """
    held = set(user.groups.values_list("name", flat=True))
    kept = {name for name in held if not is_ours(name)} if wanted else set()
    if held == wanted | kept:
        return
    if missing := wanted - held:
        user.groups.add(*_groups_named(missing))
    if surplus := held - wanted - kept:
        user.groups.remove(*Group.objects.filter(name__in=surplus))


@transaction.atomic
def groups_prepare() -> None:
    """All groups, their rights and the workflow of pages. Safe to run at any time."""
    _stock_remove()
    _portal_prepare()
    for agency in Agency.objects.all():
        groups_prepare_agency(agency)


@transaction.atomic
def groups_prepare_agency(agency: Agency) -> Group:
    """The group of an agency's editors with rights on exactly its pages and collection."""
    group, _ = Group.objects.get_or_create(name=agency_group_name(agency.key))
    _permissions_set(group, [ENTER])
    _page_permissions_set(group, _agency_pages(agency), EDITORS_DO)
    _collection_permissions_set(group, agency_collection(agency), OWN_MEDIA)
    return group


def agency_collection(agency: Agency) -> Collection:
    """Where the agency's images and documents lie. Found by its key, whatever the name is now."""
    ending = f" · {agency.key}"
    name = f"{agency.localized('name', 'kk')[: 255 - len(ending)]}{ending}"
    found = Collection.objects.filter(name__endswith=ending, depth=2).first()
    if found is None:
        root = Collection.get_first_root_node()
        return root.add_child(instance=Collection(name=name))
    if found.name != name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def agency_id_of(page: Page) -> int | None:
    """The agency whose row this page is a face of; None for pages of the portal."""
    return agency_id_of_row(getattr(page, page.face_of)) if isinstance(page, FacePage) else None


def agency_id_of_row(row: Any) -> int:
    """The agency a row belongs to: an agency itself, or a row of one."""
    return row.pk if isinstance(row, Agency) else row.agency_id


def face_created(sender: type, instance: Page, created: bool, **kwargs: object) -> None:
    """A new page of an agency belongs to its editors at once, if it has any."""
    if not created or kwargs.get("raw") or not issubclass(sender, FacePage):
        return
    agency = Agency.objects.filter(pk=agency_id_of(instance) or 0).first()
    if agency and Group.objects.filter(name=agency_group_name(agency.key)).exists():
        groups_prepare_agency(agency)


def _groups_named(names: set[str]) -> list[Group]:
    groups = list(Group.objects.filter(name__in=names))
    if len(groups) < len(names):
        _portal_prepare()
        for agency in Agency.objects.filter(
            key__in=[name.split(":")[1] for name in names if ":" in name]
        ):
            groups_prepare_agency(agency)
        groups = list(Group.objects.filter(name__in=names))
    return groups


def _portal_prepare() -> None:
    for name in dict.fromkeys(PORTAL_GROUPS.values()):
        _portal_group(name)
    _workflow_prepare()


def _portal_group(name: str) -> None:
    group, _ = Group.objects.get_or_create(name=name)
    _permissions_set(group, OPERATORS_MAY if name == OPERATORS else [ENTER])
    if name in PAGES:
        _page_permissions_set(group, Page.objects.filter(depth=2), PAGES[name])
        root = Collection.get_first_root_node()
        _collection_permissions_set(group, root, OWN_MEDIA if name == OPERATORS else ANY_MEDIA)


def _permissions(names: Iterable[str]) -> list[Permission]:
    wanted = Q(pk__in=())
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return list(Permission.objects.filter(wanted))


def _permissions_set(group: Group, names: Iterable[str]) -> None:
    group.permissions.set(_permissions(names))


def _page_permissions_set(group: Group, pages: Iterable[Page], verbs: Iterable[str]) -> None:
    rights = _permissions(f"wagtailcore.{verb}_page" for verb in verbs)
    wanted = {(page.pk, right.pk) for page in pages for right in rights}
    held = {
        (row.page_id, row.permission_id): row
        for row in GroupPagePermission.objects.filter(group=group)
    }
    for page_id, right_id in wanted - held.keys():
        GroupPagePermission.objects.create(group=group, page_id=page_id, permission_id=right_id)
    for key in held.keys() - wanted:
        held[key].delete()


def _collection_permissions_set(group: Group, collection: Collection, names: list[str]) -> None:
    for right in _permissions(names):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=right
        )


def _agency_pages(agency: Agency) -> list[Page]:
    """The topmost pages of the agency in each tree; what lies below comes with them."""
    pages = sorted(_faces(agency), key=lambda page: page.path)
    topmost: list[Page] = []
    for page in pages:
        if not (topmost and page.path.startswith(topmost[-1].path)):
            topmost.append(page)
    return topmost


def _faces(agency: Agency) -> Iterator[Page]:
    for model in get_page_models():
        if not issubclass(model, FacePage):
            continue
        row = model._meta.get_field(model.face_of).remote_field.model
        path = model.face_of if row is Agency else f"{model.face_of}__agency"
        yield from Page.objects.filter(pk__in=model.objects.filter(**{path: agency}).values("pk"))


def _workflow_prepare() -> None:
    firsts = [
        page
        for label in TREES
        for page in Page.objects.filter(pk__in=apps.get_model(label).objects.values("pk"))
    ]
    bare = [page for page in firsts if not WorkflowPage.objects.filter(page=page).exists()]
    if not bare:
        return
    workflow, is_new = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    if is_new:
        task = GroupApprovalTask.objects.create(name=STEP)
        task.groups.set(Group.objects.filter(name=MODERATORS))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for page in bare:
        WorkflowPage.objects.create(workflow=workflow, page=page)


def _stock_remove() -> None:
    """Wagtail ships two groups and a workflow of its own; nobody here is ever in them."""
    Group.objects.filter(name__in=STOCK_GROUPS, user=None).delete()
    for workflow in Workflow.objects.filter(name=STOCK_WORKFLOW, workflow_states=None):
        tasks = [link.task for link in workflow.workflow_tasks.all()]
        workflow.delete()
        for task in tasks:
            task.delete()
