"""The index over the stems: what Django can't declare for two databases at once.

A later migration that makes SQLite copy the table (Django's ``AlterField`` does) drops the
triggers: it must end with ``full_text_on`` of this one.
"""

from django.db import migrations

POSTGRESQL_ON = [
    "ALTER TABLE search_searchentry ADD COLUMN vector tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, stems)) STORED",
    "CREATE INDEX search_vector ON search_searchentry USING gin (vector)",
]
POSTGRESQL_OFF = ["ALTER TABLE search_searchentry DROP COLUMN IF EXISTS vector"]

_PUT = "INSERT INTO search_fts(rowid, stems) VALUES (new.id, new.stems);"
_TAKE = "INSERT INTO search_fts(search_fts, rowid, stems) VALUES ('delete', old.id, old.stems);"
SQLITE_ON = [
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(stems,"
    " content='search_searchentry', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER search_fts_in AFTER INSERT ON search_searchentry BEGIN {_PUT} END",
    f"CREATE TRIGGER search_fts_out AFTER DELETE ON search_searchentry BEGIN {_TAKE} END",
    "CREATE TRIGGER search_fts_new AFTER UPDATE ON search_searchentry"
    f" BEGIN {_TAKE} {_PUT} END",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
SQLITE_OFF = [
    "DROP TRIGGER IF EXISTS search_fts_in",
    "DROP TRIGGER IF EXISTS search_fts_out",
    "DROP TRIGGER IF EXISTS search_fts_new",
    "DROP TABLE IF EXISTS search_fts",
]


def full_text_on(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL_ON, "sqlite": SQLITE_ON})


def full_text_off(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL_OFF, "sqlite": SQLITE_OFF})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement, None)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(full_text_on, full_text_off)]
