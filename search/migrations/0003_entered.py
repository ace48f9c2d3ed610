"""When a text became public, for those who follow a search. Empty for what was there before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    # Nullable without a default: SQLite then adds the column without copying the table, which would
    # drop the triggers of 0002.
    operations = [
        migrations.AddField("searchentry", "entered_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "searchentry", models.Index(fields=["entered_at"], name="search_entered")
        ),
    ]
