"""Receipts and the portal keys that seal them."""

import core.fields
import django.db.models.deletion
import django.utils.timezone

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0005_evidence")]

    operations = [
        migrations.CreateModel(
            name="PortalKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kid", models.CharField(max_length=16, unique=True)),
                ("algorithm", models.CharField(default="Ed25519", max_length=16)),
                ("public_key", models.CharField(max_length=64)),
                ("private_key", core.fields.EncryptedTextField(null=True)),
                ("valid_from", models.DateTimeField(default=django.utils.timezone.now)),
                ("valid_to", models.DateTimeField(null=True)),
                ("compromised_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to__isnull", True)),
                        fields=("algorithm",),
                        name="portal_key_one_current",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="portal_key_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", False),
                            ("private_key__isnull", False),
                            _connector="OR",
                        ),
                        name="portal_key_current_signs",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("document", core.fields.EncryptedTextField()),
                ("issued_at", models.DateTimeField()),
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="signing.signature",
                    ),
                ),
            ],
        ),
    ]
