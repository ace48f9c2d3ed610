"""What applications keep of one person."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Answer, Appeal, Rating, Reopening, Supplement
from appeals.originals import original_answer_of, original_of
from appeals.services.hiding import author_hide
from core.models import SealedBlob
from core.registry import PersonalFile
from signing.files import file_open, safe_name


class PersonalAppeals:
    """Own applications in full, with the answers and all files."""

    label = _("Applications and answers")
    meanings = {
        "applications": _(
            "Each application with its answers, what you added, your rating and your request for "
            "a review; their files lie in files/applications."
        ),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        return {"applications": (_appeal(row) for row in _own(user).iterator())}

    def files(self, user: User) -> Iterator[PersonalFile]:
        """Files of applications and of their answers."""
        for appeal in _own(user).iterator():
            rows = [*appeal.files.select_related("file__row_key")]
            for answer in appeal.answers.all():
                rows += answer.files.select_related("file__row_key")
            for number, row in enumerate(rows, start=1):
                path = f"applications/{appeal.number}/{number}-{safe_name(row.file.name)}"
                yield PersonalFile(path, lambda file=row.file: file_open(file))  # type: ignore[misc]

    def hide_name(self, user: User, actor: User) -> int:
        """On all applications, also those that aren't public yet."""
        return author_hide(author=user, actor=actor)


def _own(user: User) -> Any:
    return (
        Appeal.objects.filter(author=user)
        .select_related("office", "agency", "original__row_key")
        .order_by("pk")
    )


def _appeal(appeal: Appeal) -> dict[str, Any]:
    original = original_of(appeal)
    return {
        "number": appeal.number,
        "kind": appeal.kind_registered,
        "state": appeal.state,
        "publication": appeal.publication,
        "name_shown": appeal.name_shown,
        "submitted_at": appeal.submitted_at.isoformat(),
        "to": str(appeal.office),
        "subject": original.subject,
        "text": original.text,
        "fields": original.fields,
        "missing": _missing(appeal.original),
        "answers": [_answer(row) for row in _answers(appeal)],
        "asked_and_added": [_supplement(row) for row in appeal.supplements.order_by("pk")],
        "rating": _rating(Rating.objects.filter(appeal=appeal).first()),
        "review": _review(Reopening.objects.filter(appeal=appeal).first()),
    }


def _supplement(row: Supplement) -> dict[str, Any]:
    return {
        "asked_at": row.asked_at.isoformat(),
        "asked": str(row.reason or ""),
        "added_at": row.supplied_at.isoformat() if row.supplied_at else None,
        "added": str(row.text or ""),
    }


def _rating(row: Rating | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"solved": row.value, "words": str(row.comment or ""), "at": row.at.isoformat()}


def _review(row: Reopening | None) -> dict[str, Any] | None:
    return {"words": str(row.reason or ""), "at": row.at.isoformat()} if row else None


def _answers(appeal: Appeal) -> Any:
    return appeal.answers.select_related("office", "original__row_key").order_by("pk")


def _answer(answer: Answer) -> dict[str, Any]:
    original = original_answer_of(answer)
    return {
        "delivered_at": answer.delivered_at.isoformat(),
        "from": str(answer.office),
        "text": original.body,
        "for_you_only": original.private,
        "missing": _missing(answer.original),
    }


def _missing(blob: SealedBlob | None) -> str | None:
    """Why there are no words: after the archive term nobody has the key any more."""
    return "key_destroyed" if blob is not None and blob.row_key.wrapped is None else None
