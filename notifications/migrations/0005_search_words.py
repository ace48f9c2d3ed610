"""Words of followed searches go from the key, where they lay in clear, into an encrypted column."""

from typing import Any

import django.db.models as models
from django.db import migrations

import core.fields
from core.crypto import keyed_hash


def words_hide(apps: Any, schema_editor: Any) -> None:
    """As ``notifications.models.following.search_mark`` does."""
    rows = apps.get_model("notifications", "Subscription").objects.filter(kind="search")
    for row in rows.filter(words=None).iterator(chunk_size=500):
        words = row.key
        key = keyed_hash("notices.search", f"{row.user_id}/{words}")
        rows.filter(pk=row.pk).update(words=words, key=key)


def words_show(apps: Any, schema_editor: Any) -> None:
    """Back again."""
    rows = apps.get_model("notifications", "Subscription").objects.filter(kind="search")
    for row in rows.iterator(chunk_size=500):
        rows.filter(pk=row.pk).update(words=None, key=row.words)


class Migration(migrations.Migration):

    dependencies = [
        ("notifications", "0003_outbox"),
    ]

    operations = [
        migrations.AddField(
            model_name="subscription",
            name="words",
            field=core.fields.EncryptedTextField(editable=False, null=True),
        ),
        migrations.RunPython(words_hide, words_show),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "search"), ("words__isnull", False))
                | (~models.Q(("kind", "search")) & models.Q(("words__isnull", True))),
                name="subscription_words_of_search",
            ),
        ),
    ]
