"""An option holds no count any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_counts")]

    operations = [migrations.RemoveField(model_name="surveyoption", name="votes")]
