"""Word lists of screening, sown from the files they come with."""

from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from moderation.screening.sowing import chief_rights_sow, words_sow


def sow(apps: Any, schema_editor: Any) -> None:
    """The lists, and the chief moderators' right to change them."""
    words_sow(apps.get_model("moderation", "ScreenWord"))
    chief_rights_sow(apps.get_model)


class Migration(migrations.Migration):
    """Word lists with counts of hits and false alarms; which texts the worker has finished."""

    dependencies = [("moderation", "0003_desk")]

    operations = [
        migrations.CreateModel(
            name="ScreenPass",
            fields=[
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="screen_pass",
                        serialize=False,
                        to="moderation.moderatedtext",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "finished screening",
                "verbose_name_plural": "finished screenings",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ScreenWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "list",
                    models.CharField(
                        choices=[
                            ("obscene", "obscene language"),
                            ("threat", "threats"),
                            ("hatred", "calls to hatred"),
                            ("abbreviation", "abbreviations that everybody knows"),
                            ("topic", "words of a topic"),
                            ("person", "posts of officials; exceptions: names that streets bear"),
                            ("spelling", "words that the dictionaries don't have"),
                        ],
                        max_length=12,
                        verbose_name="list",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("kk", "Kazakh"), ("ru", "Russian"), ("en", "English")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("word", models.CharField(max_length=80, verbose_name="word")),
                (
                    "match",
                    models.CharField(
                        choices=[
                            ("word", "the whole word"),
                            ("stem", "the beginning of a word"),
                            ("root", "the beginning, also after a Russian prefix"),
                            ("part", "anywhere in a word"),
                            ("near", "several beginnings near each other; = after a whole word"),
                        ],
                        default="word",
                        max_length=4,
                        verbose_name="looked for as",
                    ),
                ),
                (
                    "topic",
                    models.SlugField(
                        blank=True,
                        help_text="Only for words of a topic.",
                        verbose_name="key of the topic",
                    ),
                ),
                (
                    "is_exception",
                    models.BooleanField(default=False, verbose_name="harmless: never marked"),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=90,
                        help_text="Obscene words from 85 on are left out of the proposed public wording.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="how sure, %",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "hits",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="texts with it"
                    ),
                ),
                (
                    "false_alarms",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="false alarms"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "word of a list",
                "verbose_name_plural": "word lists",
                "ordering": ["list", "language", "word"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("list", "language", "match", "topic", "word"),
                        name="screen_word_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 1), ("weight__lte", 100)),
                        name="screen_word_weight",
                    ),
                ],
            },
        ),
        migrations.RunPython(sow, migrations.RunPython.noop, elidable=False),
    ]
