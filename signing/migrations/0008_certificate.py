"""What the public may know of who signed for an organisation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0007_eds")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="certificate",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
