"""Events hang together, an object's in one chain; the database itself only lets them grow.

What was written so far is chained in the order it was written. ``TRUNCATE`` is refused too.
Whoever owns the tables can still take the triggers away: that is what the anchors are for, and
their copies outside. SQLite drops a table's triggers when a later migration rebuilds the table;
such a migration runs ``guard`` again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from ledger.chain import NO_HASH, event_hash

TABLES = ["ledger_event", "ledger_eventanchor"]
BATCH = 5_000

FUNCTION = """
CREATE FUNCTION ledger_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
POSTGRESQL = """
CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW
    EXECUTE FUNCTION ledger_only_added();
CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT
    EXECUTE FUNCTION ledger_only_added();
"""
SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
BEGIN
    SELECT RAISE(ABORT, '{table} is only ever added to');
END;
"""


def chain_all(apps, schema_editor):
    """Object by object, some rows at a time; a chain goes on over the edge of a batch."""
    Event = apps.get_model("ledger", "Event")
    rows = Event.objects.order_by("target_kind", "target_id", "pk")
    after, before = Q(), None
    while batch := list(rows.filter(after)[:BATCH]):
        for row in batch:
            goes_on = before is not None and object_of(before) == object_of(row)
            row.sequence = before.sequence + 1 if goes_on else 1
            row.chained = event_hash(before.chained if goes_on else NO_HASH, row)
            before = row
        write(schema_editor.connection, batch)
        kind, key = object_of(before)
        later = Q(target_id__gt=key) | Q(target_id=key, pk__gt=before.pk)
        after = Q(target_kind__gt=kind) | (Q(target_kind=kind) & later)


def object_of(row):
    return row.target_kind, row.target_id


def write(connection, rows):
    values = [(row.sequence, row.chained, row.pk) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "UPDATE ledger_event e SET sequence = v.sequence, chained = v.chained"
                " FROM unnest(%s::int[], %s::text[], %s::bigint[]) AS v(sequence, chained, id)"
                " WHERE e.id = v.id",
                [list(column) for column in zip(*values, strict=True)],
            )
        else:
            cursor.executemany(
                "UPDATE ledger_event SET sequence = %s, chained = %s WHERE id = %s", values
            )


def settle(apps, schema_editor):
    """PostgreSQL alters no table that still has checks to do."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED", params=None)


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
    """Only while no anchor stands: what was anchored is not taken apart."""
    if apps.get_model("ledger", "EventAnchor").objects.exists():
        raise RuntimeError("there are anchors over the events; they can't be taken down")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION ledger_only_added() CASCADE", params=None)
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EventAnchor",
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
                ("last_event", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("total", models.PositiveBigIntegerField()),
                ("blocks", models.JSONField()),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("seal", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "anchor of events",
                "verbose_name_plural": "anchors of events",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0), ("number__gt", 0)),
                        name="event_anchor_not_empty",
                    )
                ],
            },
        ),
        migrations.AlterModelOptions(
            name="event", options={"verbose_name": "event", "verbose_name_plural": "events"}
        ),
        migrations.AddField("event", "chained", models.CharField(max_length=64, null=True)),
        migrations.AddField("event", "sequence", models.PositiveIntegerField(null=True)),
        migrations.RunPython(chain_all, migrations.RunPython.noop),
        migrations.RunPython(settle, settle),
        migrations.RemoveIndex(model_name="event", name="event_target"),
        migrations.RemoveIndex(model_name="event", name="event_agency"),
        migrations.AlterField(
            "event", "chained", models.CharField(editable=False, max_length=64)
        ),
        migrations.AlterField("event", "sequence", models.PositiveIntegerField(editable=False)),
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        *(
            migrations.AddIndex(
                model_name="event", index=models.Index(fields=[*first, "at", "id"], name=name)
            )
            for name, first in {
                "event_at": [],
                "event_verb": ["verb"],
                "event_kind": ["target_kind"],
                "event_actor": ["actor"],
                "event_agency": ["agency_id"],
            }.items()
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("target_kind", "target_id", "sequence"), name="event_one_at_each_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gt", 0)), name="event_counts_from_one"
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
