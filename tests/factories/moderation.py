"""A room whose notes are moderated, moderators, and texts in the queue."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission
from django.utils import timezone

from wagtail.models import Workflow, WorkflowTask

from accounts.models import Role, RoleKind, User
from core.registry import Moderated, register
from moderation.models import (
    BlindReading,
    DeskRules,
    Ground,
    ModeratedText,
    ModerationDecision,
    ModerationObjection,
    ModerationTask,
    WorkflowRoute,
)
from moderation.seed import grounds_seed
from moderation.services import (
    moderation_approve,
    moderation_open,
    moderation_refuse,
    objection_file,
)
from moderation.wording import GAP

KIND = "test-note"
SECRET = "Ветеринар Сынаққызы взяла деньги"
TEXT = f"Прошу починить дорогу. {SECRET}. Спасибо."
_numbers = count(1)


@dataclass
class Notes:
    """A room that keeps what moderation told it."""

    label: str = "Note"
    author_id: Any = None
    files: list[dict[str, Any]] = field(default_factory=list)
    refusal: Exception | None = None
    told: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    locked: list[str] = field(default_factory=list)
    public: dict[str, Any] | None = None
    is_closed: bool = False

    def clear(self) -> None:
        self.author_id = self.refusal = self.public = None
        self.is_closed = False
        self.files, self.told, self.locked = [], [], []

    def describe(self, target_id: str) -> dict[str, Any]:
        return {
            "title": f"Note {target_id}",
            "subject": "Дорога",
            "text": TEXT,
            "author": "А. Б. С.",
            "author_id": self.author_id,
            "facts": [("Place", "Ülgi")],
            "files": self.files,
        }

    def lock(self, target_id: str) -> None:
        self.locked.append(target_id)

    def approve(self, target_id: str, **words: Any) -> None:
        if self.refusal:
            raise self.refusal
        self.told.append(("approve", target_id, words))

    def refuse(self, target_id: str, **words: Any) -> None:
        self.told.append(("refuse", target_id, words))

    def release_files(self, target_id: str, **words: Any) -> None:
        self.told.append(("release", target_id, words))

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        return self.public

    def objection_allowed(self, target_id: str, actor: Any) -> bool:
        return not self.is_closed

    def reopen_publication(self, target_id: str, *, actor: Any) -> None:
        self.told.append(("reopen", target_id, {"actor": actor}))

    def objection_tell(self, target_id: str, *, notice: str, data: Any, event: Any) -> None:
        self.told.append((notice, target_id, data))


NOTES = Notes()
register(Moderated, KIND, NOTES)


def make_person(**fields: Any) -> User:
    """Somebody signed in, with no role."""
    words = {"username": f"person-{next(_numbers)}", "language": "en"}
    return User.objects.create(**(words | fields))


def make_role(user: User, kind: str = RoleKind.MODERATOR, **fields: Any) -> Role:
    return Role.objects.create(user=user, kind=kind, **fields)


def make_moderator(**fields: Any) -> User:
    """Somebody with a moderator's role who may enter the CMS."""
    user = make_person(**fields)
    make_role(user)
    return admit(user)


def make_former_moderator() -> User:
    """The role ended a second ago; everything else is left."""
    user = make_person()
    now = timezone.now()
    ended = {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(seconds=1)}
    make_role(user, **ended)
    return admit(user)


def admit(user: User) -> User:
    """Let the person into the CMS."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def make_item(**changes: Any) -> ModeratedText:
    """A text in the queue, opened as a room opens it."""
    words = {
        "kind": KIND,
        "target_id": str(next(_numbers)),
        "agency": None,
        "language": "ru",
        "subject": "Дорога",
        "body": TEXT,
    }
    return moderation_open(**(words | changes))


def make_grounds() -> dict[str, Ground]:
    """The grounds by code; tests that empty the tables need them again."""
    grounds_seed(Ground)
    return {ground.code: ground for ground in Ground.objects.all()}


def make_workflow(*, steps: int = 1, kind: str = KIND, another_person: bool = False) -> Workflow:
    """A workflow of so many moderators' steps, with the route that leads the kind there."""
    workflow = Workflow.objects.create(name=f"Flow {next(_numbers)}")
    for number in range(steps):
        step = ModerationTask.objects.create(
            name=f"Step {number + 1}", another_person=another_person
        )
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=number)
    WorkflowRoute.objects.create(kind=kind, workflow=workflow)
    return workflow


def make_decision(decider: User, *, refuse: bool = True, **changes: Any) -> ModerationDecision:
    """A decided text: refused, or published with words taken out."""
    item = make_item(**changes)
    if refuse:
        moderation_refuse(item=item, actor=decider, ground="abuse", note="Смягчите.")
    else:
        gap = f"Прошу починить дорогу. {GAP}. Спасибо."
        start = gap.index(GAP)
        cut = {"start": start, "end": start + len(GAP), "ground": "abuse"}
        moderation_approve(item=item, actor=decider, subject=item.subject, body=gap, cuts=[cut])
    return ModerationDecision.objects.get(item_id=item.pk)


def make_objection(
    author: User, decider: User, *, refuse: bool = True, **changes: Any
) -> ModerationObjection:
    """An author's objection that waits."""
    NOTES.author_id = author.pk
    decision = make_decision(decider, refuse=refuse, **changes)
    return objection_file(
        kind=decision.kind, target_id=decision.target_id, actor=author, reason="Это правда."
    )


def make_reading(decider: User, **changes: Any) -> BlindReading:
    """A decided text drawn for a second reading."""
    DeskRules.objects.update_or_create(pk=1, defaults={"blind_percent": 100})
    return make_decision(decider, **changes).reading


def words_of(item: ModeratedText) -> dict[str, Any]:
    """The wording as it lies in the queue: what a moderator sends who changes nothing."""
    return {"subject": item.subject, "body": item.body, "cuts": item.cuts}
