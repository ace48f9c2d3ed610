from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appeals", "0004_life_cycle")]

    operations = []
