"""The database itself refuses to change questions once somebody has answered them.

Writing the same values again is no change (fixtures do so). SQLite drops a table's triggers when a
later migration rebuilds the table; such a migration runs ``freeze`` again.
"""

from typing import Any

from django.db import migrations

SECTION = "surveys_surveysection"
QUESTION = "surveys_surveyquestion"
LINES = ("surveys_surveyoption", "surveys_surveyrow")
VERBS = ("INSERT", "UPDATE", "DELETE")
SAID = "questions are frozen once somebody has answered"

POSTGRESQL = """
CREATE FUNCTION surveys_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched jsonb[];
    one jsonb;
    owner bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        touched := array_append(touched, to_jsonb(OLD));
    END IF;
    IF TG_OP <> 'DELETE' THEN
        touched := array_append(touched, to_jsonb(NEW));
    END IF;
    FOREACH one IN ARRAY touched LOOP
        owner := (one ->> 'survey_id')::bigint;
        IF owner IS NULL THEN
            SELECT survey_id INTO owner FROM surveys_surveyquestion
                WHERE id = (one ->> 'question_id')::bigint;
        END IF;
        IF EXISTS (SELECT 1 FROM surveys_survey WHERE id = owner AND frozen_at IS NOT NULL) THEN
            RAISE EXCEPTION 'questions are frozen once somebody has answered'
                USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""


def freeze(apps: Any, schema_editor: Any) -> None:
    """A trigger on each of the four tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
        for table in (SECTION, QUESTION, *LINES):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION surveys_frozen()",
                params=None,
            )
        return
    for name in ("SurveySection", "SurveyQuestion", "SurveyOption", "SurveyRow"):
        model = apps.get_model("surveys", name)
        columns = [field.column for field in model._meta.concrete_fields]
        for verb in VERBS:
            schema_editor.execute(_sqlite(model._meta.db_table, verb, columns), params=None)


def thaw(apps: Any, schema_editor: Any) -> None:
    """Away with them."""
    tables = (SECTION, QUESTION, *LINES)
    if schema_editor.connection.vendor == "postgresql":
        for table in tables:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}", params=None)
        schema_editor.execute("DROP FUNCTION surveys_frozen()", params=None)
        return
    for table in tables:
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER {table}_frozen_{verb.lower()}", params=None)


def _sqlite(table: str, verb: str, columns: list[str]) -> str:
    # What leaves a frozen survey changes it as what comes to it does.
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(verb, ("OLD", "NEW"))
    owners = ", ".join(f"{row}.survey_id" for row in rows)
    if table in LINES:
        keys = ", ".join(f"{row}.question_id" for row in rows)
        owners = f"SELECT survey_id FROM {QUESTION} WHERE id IN ({keys})"
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in columns)
    only = f" AND ({changed})" if verb == "UPDATE" else ""
    return f"""
    CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW
        WHEN EXISTS (SELECT 1 FROM surveys_survey WHERE id IN ({owners})
            AND frozen_at IS NOT NULL){only}
    BEGIN
        SELECT RAISE(ABORT, '{SAID}');
    END
    """


class Migration(migrations.Migration):
    """Triggers only."""

    dependencies = [("surveys", "0005_finished")]

    operations = [migrations.RunPython(freeze, thaw)]
