from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appeals", "0002_signed_answers")]

    operations = [
        migrations.AddField(
            model_name="answertext",
            name="reworded",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="appealtext",
            name="reworded",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
