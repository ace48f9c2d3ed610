"""Evidence, append-only."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0004_revocation")]

    operations: list[object] = []
