"""Surveys and free answers to them go through the workflow that applications go through."""

from typing import Any

from django.db import migrations

NEW_KINDS = ("survey", "survey_text")


def seed(apps: Any, schema_editor: Any) -> None:
    """Add the general routes that are missing; those that are there stay as they are."""
    routes = apps.get_model("moderation", "WorkflowRoute").objects
    appeals = routes.filter(kind="appeal", agency=None).first()
    if appeals is None:
        return
    for kind in NEW_KINDS:
        routes.get_or_create(kind=kind, agency=None, defaults={"workflow_id": appeals.workflow_id})


class Migration(migrations.Migration):
    """Data only; going back leaves the rows, which may be in use."""

    dependencies = [("moderation", "0005_conference_routes")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
