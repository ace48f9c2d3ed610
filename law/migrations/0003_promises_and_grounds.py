from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("law", "0002_seed_terms_and_calendar")]

    operations = []
