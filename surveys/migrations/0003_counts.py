"""The counts of options move into the table of counts."""

from django.db import migrations


def counts_move(apps, schema_editor):
    question_model = apps.get_model("surveys", "SurveyQuestion")
    tally_model = apps.get_model("surveys", "Tally")
    for question in question_model.objects.select_related("survey").prefetch_related("options"):
        counts = {option.key: option.votes for option in question.options.all()}
        # Several answers may be ticked: how many people answered is at least the largest count.
        several = question.kind == "many"
        answered = max([question.survey.participants, *counts.values()]) if several else None
        counts[""] = answered if answered is not None else sum(counts.values())
        tally_model.objects.bulk_create(
            tally_model(question=question, value=value, count=count)
            for value, count in counts.items()
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_voting")]

    operations = [migrations.RunPython(counts_move, migrations.RunPython.noop)]
