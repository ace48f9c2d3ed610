"""Signatures by EDS: replay key, session of a payload, signatures that wait for revocation."""

import django.db.models.deletion
import django.utils.timezone

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("signing", "0006_receipts")]

    operations = [
        migrations.AddField(
            model_name="signedpayload",
            name="session_hash",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="signature",
            name="signature_sha256",
            field=models.CharField(editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.CheckConstraint(
                condition=models.Q(("method", "eds"), _negated=True)
                | models.Q(("signature_sha256__isnull", False)),
                name="signature_eds_has_value",
            ),
        ),
        migrations.CreateModel(
            name="PendingSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tries", models.PositiveIntegerField(default=1)),
                ("language", models.CharField(max_length=2)),
                ("code", models.SlugField()),
                ("outcome", models.CharField(blank=True, choices=[("", "waiting"), ("confirmed", "confirmed"), ("refused", "refused"), ("withdrawn", "withdrawn by the person")], default="", max_length=10)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("blob", models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.sealedblob")),
                ("payload", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="pending", to="signing.signedpayload")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("resolved_at__isnull", True)), fields=["checked_at"], name="pending_waiting")],
                "constraints": [models.CheckConstraint(condition=models.Q(models.Q(("blob__isnull", False), ("outcome", ""), ("resolved_at__isnull", True)), models.Q(("blob__isnull", True), ("resolved_at__isnull", False), models.Q(("outcome", ""), _negated=True)), _connector="OR"), name="pending_resolved")],
            },
        ),
    ]
