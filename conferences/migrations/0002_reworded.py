from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conferences", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="questiontext",
            name="reworded",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
