"""Evidence moves into an archive of its own, which the database itself only lets grow.

What signatures had sealed so far is taken over, each as the first link of its object's chain.
``TRUNCATE`` is refused too. Whoever owns the tables can still take the triggers away: that is what
the anchors are for, and their copies outside.
SQLite drops a table's triggers when a later migration rebuilds the table; such a migration runs
``guard`` again.
"""

import django.db.models.deletion
import json

from django.db import migrations, models
from django.utils import timezone

from core.envelope import KeyDestroyed, row_key_open, unseal_with
from signing.archive.bundles import Bundle, bundle_pack
from signing.evidence import GOOD, POLICY, VERIFIER, evidence_seal

TABLES = ["signing_evidence", "signing_evidenceanchor"]
NO_HASH = "0" * 64

FUNCTION = """
CREATE FUNCTION signing_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
POSTGRESQL = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION signing_only_added();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    EXECUTE FUNCTION signing_only_added();
"""
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, '{table} is only ever added to');
END;
"""


def take_over(apps, schema_editor):
    """Under the same row keys, which were each blob's own."""
    Evidence = apps.get_model("signing", "Evidence")
    old = apps.get_model("signing", "Signature").objects.exclude(evidence=None).order_by("pk")
    for signature in old.select_related("evidence__row_key", "payload__content__row_key"):
        payload, row_key = signature.payload, signature.evidence.row_key
        try:
            facts = json.loads(opened(signature.evidence))
            data = bundle_pack(Bundle(payload=opened(payload.content), facts=facts, blobs={}))
        except KeyDestroyed:
            continue
        # Applications invented for a demo said so.
        invented = bool(facts.get("demo"))
        row = Evidence(
            signature=signature,
            object_key=f"{payload.purpose}:{payload.pk}",
            position=1,
            method=signature.method,
            payload_digest=payload.digest,
            verifier="demo" if invented else VERIFIER,
            policy="demo" if invented else POLICY,
            verdict_code="demo" if invented else GOOD,
            created_at=timezone.now(),
            row_key=row_key,
            previous_hash=NO_HASH,
        )
        evidence_seal(row, row_key_open(row_key), data)
        row.save()


def opened(blob):
    return unseal_with(row_key_open(blob.row_key), bytes(blob.ciphertext))


def drop_taken_over(apps, schema_editor):
    """The old blobs: those whose key is an evidence row's now."""
    keys = apps.get_model("signing", "Evidence").objects.values("row_key")
    apps.get_model("core", "SealedBlob").objects.filter(row_key__in=keys).delete()


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table=table), params=None)
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(table=table, verb=verb), params=None)


def unguard(apps, schema_editor):
    """Only an archive that is empty may be taken down."""
    if apps.get_model("signing", "Evidence").objects.exists():
        raise RuntimeError("there is evidence in the archive; it can't be taken down")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION signing_only_added() CASCADE", params=None)


class Migration(migrations.Migration):
    dependencies = [("signing", "0004_revocation"), ("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("object_key", models.CharField(max_length=120)),
                ("position", models.PositiveIntegerField()),
                (
                    "method",
                    models.CharField(
                        choices=[("sms", "code by SMS"), ("eds", "digital signature (EDS)")],
                        max_length=3,
                    ),
                ),
                ("payload_digest", models.CharField(max_length=64)),
                ("verifier", models.CharField(max_length=60)),
                ("policy", models.CharField(max_length=60)),
                ("verdict_code", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("ciphertext", models.BinaryField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                (
                    "row_key",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.rowkey",
                    ),
                ),
                # Its name at the other end is still taken here.
                (
                    "signature",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="signing.signature",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("object_key", "position"), name="evidence_one_at_each_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("position__gt", 0)), name="evidence_counts_from_one"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceAnchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("last_row", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("total", models.PositiveBigIntegerField()),
                ("rows", models.TextField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("seal", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0), ("number__gt", 0)),
                        name="anchor_not_empty",
                    )
                ],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name="signature", name="evidence"),
        migrations.AlterField(
            model_name="evidence",
            name="signature",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence",
                to="signing.signature",
            ),
        ),
        migrations.RunPython(drop_taken_over, migrations.RunPython.noop),
        migrations.RunPython(guard, unguard),
    ]
