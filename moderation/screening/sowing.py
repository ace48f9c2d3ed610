"""The word lists as the portal comes with them, put into the database."""

from typing import Any

from moderation.screening.lists import entries_sown
from moderation.seed import CHIEF_GROUP

RIGHTS = ("add", "change", "delete", "view")
NAME = "word of a list"


def words_sow(model: Any) -> int:
    """Add the rows that are missing; what editors changed stays. Says how many there were."""
    rows = [
        model(
            list=entry.list,
            language=entry.language,
            word=entry.word,
            match=entry.match,
            topic=entry.topic,
            is_exception=entry.is_exception,
            weight=entry.weight,
        )
        for entry in entries_sown()
    ]
    model.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def chief_rights_sow(get_model: Any) -> None:
    """Chief moderators change the lists too."""
    content_type, _made = get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="moderation", model="screenword"
    )
    group, _made = get_model("auth", "Group").objects.get_or_create(name=CHIEF_GROUP)
    permissions = get_model("auth", "Permission").objects
    for verb in RIGHTS:
        right, _made = permissions.get_or_create(
            content_type=content_type,
            codename=f"{verb}_screenword",
            defaults={"name": f"Can {verb} {NAME}"},
        )
        group.permissions.add(right)
