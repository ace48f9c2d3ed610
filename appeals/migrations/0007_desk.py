from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appeals", "0006_answer")]

    operations = []
