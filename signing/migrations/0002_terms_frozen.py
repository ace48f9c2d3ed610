"""The database itself refuses to change terms in force: people accepted these very words.

Writing the same words again is no change (fixtures do so).
SQLite drops a table's triggers when a later migration rebuilds the table; such a migration runs
``freeze`` again.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION signing_terms_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'terms in force are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER signing_terms_frozen BEFORE UPDATE ON signing_terms FOR EACH ROW
    WHEN (OLD.published_at <= now() AND OLD IS DISTINCT FROM NEW)
    EXECUTE FUNCTION signing_terms_frozen();
"""
SQLITE = """
CREATE TRIGGER signing_terms_frozen BEFORE UPDATE ON signing_terms FOR EACH ROW
    WHEN OLD.published_at <= strftime('%Y-%m-%d %H:%M:%f', 'now') AND ({changed})
BEGIN
    SELECT RAISE(ABORT, 'terms in force are never changed');
END;
"""


def freeze(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    columns = [field.column for field in apps.get_model("signing", "Terms")._meta.concrete_fields]
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    sql = POSTGRESQL if is_postgresql else SQLITE.format(changed=changed)
    schema_editor.execute(sql, params=None)


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER signing_terms_frozen ON signing_terms", params=None)
        schema_editor.execute("DROP FUNCTION signing_terms_frozen()", params=None)
    else:
        schema_editor.execute("DROP TRIGGER signing_terms_frozen", params=None)


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw)]
