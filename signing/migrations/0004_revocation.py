"""Revocation lists kept by a task."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0003_terms_version_1")]

    operations: list[object] = []
