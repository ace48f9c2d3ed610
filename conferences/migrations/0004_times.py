from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    """Answers began at closing and the summary was due with them; what is published is so."""
    conference = apps.get_model("conferences", "Conference")
    conference.objects.filter(answers_from_at=None).update(answers_from_at=F("closes_at"))
    conference.objects.filter(summary_due_at=None).update(summary_due_at=F("answers_due_at"))
    questions = apps.get_model("conferences", "ConferenceQuestion").objects
    questions.filter(published_at__isnull=False).update(state="published")


class Migration(migrations.Migration):
    dependencies = [("conferences", "0003_live")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="conference",
            name="answers_from_at",
            field=models.DateTimeField(
                help_text="Of a live conference: when the speakers begin.",
                verbose_name="answers begin",
            ),
        ),
        migrations.AlterField(
            model_name="conference",
            name="summary_due_at",
            field=models.DateTimeField(verbose_name="summary promised by"),
        ),
    ]
