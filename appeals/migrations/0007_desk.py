import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.fields

OPEN = ("registered", "with_agency", "in_work", "waiting", "drafted", "agreed", "signed")
DONE = ("answered", "withdrawn", "stopped")


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0003_agency_answers_signed_from"),
        ("appeals", "0006_answer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", core.fields.EncryptedTextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                    ),
                ),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["appeal", "agency", "id"], name="note_appeal_agency")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("state__in", OPEN)),
                fields=["agency", "due_on", "id"],
                name="appeal_desk_open",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("state__in", DONE)),
                fields=["agency", "-id"],
                name="appeal_desk_done",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("state__in", ["registered", "with_agency"])),
                fields=["registered_on", "id"],
                name="appeal_desk_new",
            ),
        ),
    ]
