"""What applications keep of one person."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Answer, Appeal
from appeals.originals import original_answer_of, original_of
from core.registry import PersonalFile
from signing.files import file_open, safe_name


class PersonalAppeals:
    """Own applications in full, with the answers and all files."""

    label = _("Applications and answers")

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        return {"applications": [_appeal(row) for row in _own(user)]}

    def files(self, user: User) -> Iterator[PersonalFile]:
        """Files of applications and of their answers."""
        for appeal in _own(user):
            rows = [*appeal.files.select_related("file__row_key")]
            for answer in appeal.answers.all():
                rows += answer.files.select_related("file__row_key")
            for number, row in enumerate(rows, start=1):
                path = f"applications/{appeal.number}/{number}-{safe_name(row.file.name)}"
                yield PersonalFile(path, lambda file=row.file: file_open(file))  # type: ignore[misc]


def _own(user: User) -> Any:
    return Appeal.objects.filter(author=user).select_related("office", "agency").order_by("pk")


def _appeal(appeal: Appeal) -> dict[str, Any]:
    original = original_of(appeal)
    return {
        "number": appeal.number,
        "kind": appeal.kind_registered,
        "state": appeal.state,
        "publication": appeal.publication,
        "submitted_at": appeal.submitted_at.isoformat(),
        "to": str(appeal.office),
        "subject": original.subject,
        "text": original.text,
        "fields": original.fields,
        "answers": [_answer(row) for row in appeal.answers.order_by("pk")],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    original = original_answer_of(answer)
    return {
        "delivered_at": answer.delivered_at.isoformat(),
        "from": str(answer.office),
        "text": original.body,
        "for_you_only": original.private,
    }
