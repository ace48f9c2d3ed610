"""Revocation lists kept by a task."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0003_terms_version_1")]

    operations = [
        migrations.CreateModel(
            name="RevocationList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=64)),
                ("is_delta", models.BooleanField()),
                ("number", models.CharField(max_length=49)),
                ("base", models.CharField(blank=True, max_length=49)),
                ("this_update", models.DateTimeField()),
                ("next_update", models.DateTimeField()),
                ("sha256", models.CharField(max_length=64)),
                ("entries", models.BinaryField()),
                ("removed", models.BinaryField()),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "is_delta"), name="revocation_list_newest_only"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("base", ""), ("is_delta", False)),
                            models.Q(
                                ("is_delta", True), models.Q(("base", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="revocation_delta_has_base",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_update__gt", models.F("this_update"))),
                        name="revocation_list_lasts",
                    ),
                ],
            },
        ),
    ]
