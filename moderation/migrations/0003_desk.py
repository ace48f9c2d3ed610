"""The moderators' desk: see the class."""

from typing import Any

import core.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from moderation.seed import chief_group_seed


def seed(apps: Any, schema_editor: Any) -> None:
    """The rules of the desk as we propose them, and the chief moderators' right to change them."""
    apps.get_model("moderation", "DeskRules").objects.get_or_create(pk=1)
    chief_group_seed(apps.get_model)


class Migration(migrations.Migration):
    """Claims, further steps, decisions that outlive their text, objections, second readings."""

    dependencies = [
        ("agencies", "0003_agency_answers_signed_from"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("moderation", "0002_seed"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BlindReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("snapshot", core.fields.EncryptedTextField(null=True)),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="drawn at"
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("approved", "Publish as written"),
                            ("corrected", "Publish with corrections"),
                            ("refused", "Refuse publication"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
            options={
                "verbose_name": "second reading",
                "verbose_name_plural": "second readings",
                "ordering": ["id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DeskRules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "claim_minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="Counted from the last sign of life of whoever has the text open.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(240),
                        ],
                        verbose_name="a text is free again after, minutes",
                    ),
                ),
                (
                    "blind_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("3"),
                        help_text="A random sample of decided texts. The second reading changes nothing.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0")),
                            django.core.validators.MaxValueValidator(Decimal("100")),
                        ],
                        verbose_name="read again by a second moderator, percent",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of the moderators' desk",
                "verbose_name_plural": "rules of the moderators' desk",
            },
        ),
        migrations.CreateModel(
            name="LegalTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("always", "every text"),
                            ("found", "texts in which screening found something"),
                            (
                                "danger",
                                "texts in which screening found a threat or a call to hatred",
                            ),
                        ],
                        default="danger",
                        max_length=10,
                        verbose_name="for which texts",
                    ),
                ),
            ],
            options={
                "verbose_name": "lawyer reads",
                "verbose_name_plural": "lawyer reads",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="ModerationDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("item_id", models.BigIntegerField(unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("target_id", models.CharField(max_length=64)),
                (
                    "language",
                    models.CharField(
                        choices=[("kk", "Kazakh"), ("ru", "Russian"), ("en", "English")],
                        max_length=2,
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("approved", "published as written"),
                            ("corrected", "published with corrections"),
                            ("refused", "publication refused"),
                            ("withdrawn", "withdrawn by the author"),
                        ],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("after_objection", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(verbose_name="decided at")),
                ("seconds", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "decision on publication",
                "verbose_name_plural": "decisions on publication",
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ModerationObjection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("target_id", models.CharField(max_length=64)),
                ("reason", core.fields.EncryptedTextField()),
                (
                    "filed_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="filed at"
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="decide by")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "the decision stands"),
                            ("overturned", "the decision is overturned"),
                            ("lapsed", "no longer needed"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", core.fields.EncryptedTextField(null=True)),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ["due_at", "id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SecondReadingTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "when",
                    models.CharField(
                        choices=[
                            ("always", "every text"),
                            ("found", "texts in which screening found something"),
                            (
                                "danger",
                                "texts in which screening found a threat or a call to hatred",
                            ),
                        ],
                        default="always",
                        max_length=10,
                        verbose_name="for which texts",
                    ),
                ),
            ],
            options={
                "verbose_name": "second moderator reads",
                "verbose_name_plural": "second moderator reads",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.CreateModel(
            name="SpellingTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "spelling is corrected",
                "verbose_name_plural": "spelling is corrected",
            },
            bases=("wagtailcore.task",),
        ),
        migrations.AddField(
            model_name="ground",
            name="link",
            field=models.URLField(blank=True, verbose_name="link to the law"),
        ),
        migrations.AddField(
            model_name="moderatedtext",
            name="claimed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="moderatedtext",
            name="claimed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="with",
            ),
        ),
        migrations.AddField(
            model_name="moderatedtext",
            name="claimed_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workflowroute",
            name="days",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as the set of terms says.",
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="decide within, working days",
            ),
        ),
        migrations.AddConstraint(
            model_name="workflowroute",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__isnull", True), ("days__gte", 1), _connector="OR"),
                name="route_days_positive",
            ),
        ),
        migrations.AddField(
            model_name="blindreading",
            name="first_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="blindreading",
            name="ground",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.ground",
            ),
        ),
        migrations.AddField(
            model_name="blindreading",
            name="reader",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="deskrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("pk", 1)), name="desk_rules_one_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="deskrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("claim_minutes__gte", 1)), name="desk_rules_claim_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="deskrules",
            constraint=models.CheckConstraint(
                condition=models.Q(("blind_percent__gte", 0), ("blind_percent__lte", 100)),
                name="desk_rules_percent",
            ),
        ),
        migrations.AddField(
            model_name="legaltask",
            name="groups",
            field=models.ManyToManyField(
                help_text="Moderators of these groups do the step.",
                related_name="+",
                to="auth.group",
                verbose_name="groups",
            ),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="acted_by",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="agency",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="agencies.agency",
            ),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="cut_grounds",
            field=models.ManyToManyField(related_name="corrections", to="moderation.ground"),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="decided_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="moderationdecision",
            name="ground",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refusals",
                to="moderation.ground",
                verbose_name="ground",
            ),
        ),
        migrations.AddField(
            model_name="blindreading",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reading",
                to="moderation.moderationdecision",
            ),
        ),
        migrations.AddField(
            model_name="moderationobjection",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="moderationobjection",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objection",
                to="moderation.moderationdecision",
            ),
        ),
        migrations.AddField(
            model_name="moderationobjection",
            name="filed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="moderationobjection",
            name="first_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="moderatedtext",
            name="objection",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="moderation.moderationobjection",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderatedtext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claimed_by__isnull", True),
                    models.Q(("claimed_at__isnull", False), ("claimed_until__isnull", False)),
                    _connector="OR",
                ),
                name="moderated_claim_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(fields=["kind", "target_id", "-id"], name="decision_target"),
        ),
        migrations.AddIndex(
            model_name="moderationdecision",
            index=models.Index(fields=["decided_at", "kind"], name="decision_when"),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["approved", "corrected", "refused"])),
                name="decision_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision", "refused"), ("ground__isnull", False)),
                    models.Q(
                        models.Q(("decision", "refused"), _negated=True), ("ground__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="decision_refused_on_ground",
            ),
        ),
        migrations.AddIndex(
            model_name="blindreading",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["id"], name="reading_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="blindreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reader__isnull", True),
                    models.Q(("reader", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="reading_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="blindreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground__isnull", True), ("reader__isnull", True), ("verdict", "")),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("ground__isnull", True),
                        ("reader__isnull", False),
                        ("verdict__in", ["approved", "corrected"]),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("ground__isnull", False),
                        ("reader__isnull", False),
                        ("verdict", "refused"),
                    ),
                    _connector="OR",
                ),
                name="reading_verdict_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="blindreading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("snapshot__isnull", False)),
                    models.Q(("closed_at__isnull", False), ("snapshot__isnull", True)),
                    _connector="OR",
                ),
                name="reading_wiped_when_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="moderationobjection",
            index=models.Index(
                condition=models.Q(("outcome", "")), fields=["due_at", "id"], name="objection_open"
            ),
        ),
        migrations.AddIndex(
            model_name="moderationobjection",
            index=models.Index(fields=["kind", "target_id"], name="objection_target"),
        ),
        migrations.AddIndex(
            model_name="moderationobjection",
            index=models.Index(fields=["filed_at"], name="objection_when"),
        ),
        migrations.AddConstraint(
            model_name="moderationobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("first_by")), _negated=True),
                    _connector="OR",
                ),
                name="objection_not_by_first",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("filed_by")), _negated=True),
                    _connector="OR",
                ),
                name="objection_not_by_author",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderationobjection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True), ("decided_by__isnull", True), ("outcome", "")
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", True),
                        ("outcome", "lapsed"),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("outcome__in", ["upheld", "overturned"]),
                    ),
                    _connector="OR",
                ),
                name="objection_outcome_whole",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
