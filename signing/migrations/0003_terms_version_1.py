"""Version 1 of the terms as shipped (``signing/content``): without terms nobody can apply."""

from django.db import migrations
from django.utils import timezone

from signing.terms import terms_shipped


def seed(apps, schema_editor):
    # Whole seconds: fixtures keep milliseconds only, and loading one must be no change.
    published_at = timezone.now().replace(microsecond=0)
    apps.get_model("signing", "Terms").objects.get_or_create(
        purpose="appeal", version=1, defaults={**terms_shipped(), "published_at": published_at}
    )


class Migration(migrations.Migration):
    dependencies = [("signing", "0002_terms_frozen")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
