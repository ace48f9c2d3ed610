"""Two tenures of one office never overlap: an exclusion on PostgreSQL, triggers on SQLite."""

from django.db import migrations

_OVERLAP = """
SELECT RAISE(ABORT, 'tenure_no_overlap')
WHERE EXISTS (
    SELECT 1 FROM agencies_tenure t
    WHERE t.office_id = NEW.office_id AND t.id IS NOT NEW.id
      AND t.starts_on < COALESCE(NEW.ends_on, '9999-12-31')
      AND NEW.starts_on < COALESCE(t.ends_on, '9999-12-31')
);
"""
SQLITE = [
    f"CREATE TRIGGER tenure_no_overlap_insert BEFORE INSERT ON agencies_tenure BEGIN {_OVERLAP} END",
    f"CREATE TRIGGER tenure_no_overlap_update BEFORE UPDATE ON agencies_tenure BEGIN {_OVERLAP} END",
]
SQLITE_BACK = [
    "DROP TRIGGER tenure_no_overlap_insert",
    "DROP TRIGGER tenure_no_overlap_update",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE agencies_tenure ADD CONSTRAINT tenure_no_overlap EXCLUDE USING gist "
    "(office_id WITH =, daterange(starts_on, ends_on, '[)') WITH &&)",
]
POSTGRESQL_BACK = ["ALTER TABLE agencies_tenure DROP CONSTRAINT tenure_no_overlap"]


def _run(schema_editor, postgresql, sqlite):
    statements = postgresql if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
