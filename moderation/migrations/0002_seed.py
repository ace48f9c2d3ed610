"""The first grounds, the workflow of one step with its routes, and the chief moderators' group."""

from typing import Any

from django.db import migrations

from moderation.seed import chief_group_seed, grounds_seed, workflow_seed


def seed(apps: Any, schema_editor: Any) -> None:
    """Add what is missing."""
    grounds_seed(apps.get_model("moderation", "Ground"))
    workflow_seed(apps.get_model)
    chief_group_seed(apps.get_model)


class Migration(migrations.Migration):
    """Data only; going back leaves the rows, which may be in use."""

    dependencies = [
        ("moderation", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
