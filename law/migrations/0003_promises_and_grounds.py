"""Promises of ours beside the terms (existing sets get our defaults), and the grounds to stop."""

import json
from pathlib import Path
from typing import Any

import django.core.validators
from django.db import migrations, models

import core.localized

GROUNDS = Path(__file__).resolve().parents[1] / "data" / "stop_grounds.json"


def seed(apps: Any, schema_editor: Any) -> None:
    ground_model = apps.get_model("law", "StopGround")
    rows = json.loads(GROUNDS.read_text(encoding="utf-8"))
    ground_model.objects.bulk_create(ground_model(**row) for row in rows)


class Migration(migrations.Migration):
    dependencies = [
        ("law", "0002_seed_terms_and_calendar"),
    ]

    operations = [
        migrations.CreateModel(
            name="StopGround",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="A short word in Latin letters. It cannot be changed later.",
                        max_length=40,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("title_kk", models.CharField(max_length=200, verbose_name="title (Kazakh)")),
                ("title_ru", models.CharField(max_length=200, verbose_name="title (Russian)")),
                ("title_en", models.CharField(max_length=200, verbose_name="title (English)")),
                (
                    "explanation_kk",
                    models.TextField(
                        blank=True, verbose_name="explanation for the author (Kazakh)"
                    ),
                ),
                (
                    "explanation_ru",
                    models.TextField(
                        blank=True, verbose_name="explanation for the author (Russian)"
                    ),
                ),
                (
                    "explanation_en",
                    models.TextField(
                        blank=True, verbose_name="explanation for the author (English)"
                    ),
                ),
                (
                    "source_kk",
                    models.CharField(max_length=250, verbose_name="law or rule (Kazakh)"),
                ),
                (
                    "source_ru",
                    models.CharField(max_length=250, verbose_name="law or rule (Russian)"),
                ),
                (
                    "source_en",
                    models.CharField(max_length=250, verbose_name="law or rule (English)"),
                ),
                (
                    "confirmed",
                    models.BooleanField(
                        default=False,
                        help_text="No means: our default until the text is checked.",
                        verbose_name="confirmed by the text of the law",
                    ),
                ),
                (
                    "first_step",
                    models.CharField(
                        choices=[
                            ("none", "Nothing"),
                            ("correct", "The author corrects the text"),
                            ("redirect", "Redirect to the competent body"),
                            ("supplement", "The author supplements"),
                        ],
                        default="none",
                        help_text="What must be tried before consideration may be stopped on this ground.",
                        max_length=10,
                        verbose_name="first step",
                    ),
                ),
                (
                    "is_guide",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="The guide, the notices and the figures use the same name.",
                        verbose_name="named in the guide",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "ground to stop",
                "verbose_name_plural": "grounds to stop",
                "ordering": ["order", "code"],
            },
            bases=(core.localized.LocalizedMixin, models.Model),
        ),
        migrations.AddField(
            model_name="term",
            name="extension_decided_by",
            field=models.CharField(
                choices=[("head", "The head"), ("head_or_deputy", "The head or a deputy")],
                default="head_or_deputy",
                help_text="Article 76(3) says the head or a deputy. For requests for information this is our default: an open legal question.",
                max_length=20,
                verbose_name="extension decided by",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="correction_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Our default. For obscene or unreadable text, before consideration may be stopped.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="to correct the text, working days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="moderation_days",
            field=models.PositiveSmallIntegerField(
                default=1,
                help_text="Our default. The term of the law never waits for it.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="moderation, working days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="objection_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Our default. Another moderator decides within this time.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="decision on an objection, working days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="redirect_limit",
            field=models.PositiveSmallIntegerField(
                default=2,
                help_text="Our default. The law sets no number.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="hand-overs before the operator decides",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="redirect_restarts",
            field=models.BooleanField(
                default=False,
                help_text="Open legal question. Our default is no: one term from registration.",
                verbose_name="a redirect starts the term anew",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="redirect_restarts_confirmed",
            field=models.BooleanField(
                default=False, verbose_name="the restart is confirmed by the text of the law"
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="reopen_days",
            field=models.PositiveSmallIntegerField(
                default=30,
                help_text="Our default. How long after the answer the author may reopen once.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="to reopen, calendar days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="review_days",
            field=models.PositiveSmallIntegerField(
                default=15,
                help_text="Our default. Counted from the author's word that the matter is not solved.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="review by another person, working days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="stuck_days",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="Our default. What does not move that long is shown to the operator.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="stuck after, working days",
            ),
        ),
        migrations.AddField(
            model_name="termset",
            name="supplement_days",
            field=models.PositiveSmallIntegerField(
                default=5,
                help_text="Our default. The law says that a time is given, not how long.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(365),
                ],
                verbose_name="to supplement, working days",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.CheckConstraint(
                condition=models.Q(("extension_decided_by__in", ["head", "head_or_deputy"])),
                name="law_term_extension_decider_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="termset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("supplement_days__gte", 1),
                    ("supplement_days__lte", 365),
                    ("correction_days__gte", 1),
                    ("correction_days__lte", 365),
                    ("review_days__gte", 1),
                    ("review_days__lte", 365),
                    ("moderation_days__gte", 1),
                    ("moderation_days__lte", 365),
                    ("objection_days__gte", 1),
                    ("objection_days__lte", 365),
                    ("stuck_days__gte", 1),
                    ("stuck_days__lte", 365),
                    ("reopen_days__gte", 1),
                    ("reopen_days__lte", 365),
                    ("redirect_limit__gte", 1),
                    ("redirect_limit__lte", 365),
                ),
                name="law_termset_promises_within_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="stopground",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_step__in", ["none", "correct", "redirect", "supplement"])
                ),
                name="law_stopground_step_known",
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
