import core.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0004_life_cycle"),
        ("law", "0003_promises_and_grounds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="redirect",
            name="is_escalated",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="StopDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", core.fields.EncryptedTextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="law.stopground",
                    ),
                ),
            ],
            options={
                "verbose_name": "stopped consideration",
                "verbose_name_plural": "stopped considerations",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_due_on", models.DateField()),
                ("new_due_on", models.DateField()),
                ("reason", core.fields.EncryptedTextField()),
                ("decided_at", models.DateTimeField()),
                ("notice_by", models.DateField(null=True)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "extension",
                "verbose_name_plural": "extensions",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("new_due_on__gt", models.F("old_due_on"))),
                        name="extension_is_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KindChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "old_kind",
                    models.CharField(
                        choices=[
                            ("application", "Application"),
                            ("complaint", "Complaint"),
                            ("request", "Request for information"),
                            ("proposal", "Proposal"),
                            ("response", "Response"),
                            ("message", "Message"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "new_kind",
                    models.CharField(
                        choices=[
                            ("application", "Application"),
                            ("complaint", "Complaint"),
                            ("request", "Request for information"),
                            ("proposal", "Proposal"),
                            ("response", "Response"),
                            ("message", "Message"),
                        ],
                        max_length=12,
                    ),
                ),
                ("old_due_on", models.DateField()),
                ("new_due_on", models.DateField()),
                ("reason", core.fields.EncryptedTextField()),
                ("decided_at", models.DateTimeField()),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kind_changes",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "changed kind",
                "verbose_name_plural": "changed kinds",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_kind", models.F("new_kind")), _negated=True),
                        name="kindchange_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "new_kind__in",
                                [
                                    "application",
                                    "complaint",
                                    "request",
                                    "proposal",
                                    "response",
                                    "message",
                                ],
                            )
                        ),
                        name="kindchange_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        choices=[
                            ("yes", "Yes, it is solved"),
                            ("partly", "Partly"),
                            ("no", "No, it is not solved"),
                            ("not_expected", "I did not expect a solution"),
                        ],
                        max_length=12,
                    ),
                ),
                ("comment", core.fields.EncryptedTextField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rating",
                        to="appeals.appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "rating",
                "verbose_name_plural": "ratings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__in", ["yes", "partly", "no", "not_expected"])),
                        name="rating_value_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", core.fields.EncryptedTextField(null=True)),
                ("by_rating", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("due_on", models.DateField()),
                (
                    "appeal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reopening",
                        to="appeals.appeal",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_rating", True), ("reason__isnull", False), _connector="OR"
                        ),
                        name="reopening_has_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", core.fields.EncryptedTextField()),
                ("asked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("text", core.fields.EncryptedTextField(null=True)),
                ("supplied_at", models.DateTimeField(null=True)),
                ("resumed_at", models.DateTimeField(null=True)),
                ("lapsed", models.BooleanField(default=False)),
                (
                    "appeal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supplements",
                        to="appeals.appeal",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ground",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="law.stopground",
                    ),
                ),
            ],
            options={
                "verbose_name": "supplement",
                "verbose_name_plural": "supplements",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("resumed_at__isnull", True), ("supplied_at__isnull", True)
                        ),
                        fields=("appeal",),
                        name="supplement_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("supplied_at__isnull", True), ("text__isnull", True)),
                            models.Q(("supplied_at__isnull", False), ("text__isnull", False)),
                            _connector="OR",
                        ),
                        name="supplement_dated",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lapsed", False),
                            models.Q(("resumed_at__isnull", False), ("supplied_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="supplement_lapsed_empty",
                    ),
                ],
            },
        ),
    ]
