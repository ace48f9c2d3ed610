"""The terms and the working calendar as known at the start. See ``law/data`` for the sources."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

from django.db import migrations

DATA = Path(__file__).resolve().parents[1] / "data"


def read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def seed(apps: Any, schema_editor: Any) -> None:
    data = read("terms_2021.json")
    terms = data.pop("terms")
    data["valid_from"] = date.fromisoformat(data["valid_from"])
    data["cut_off"] = time.fromisoformat(data["cut_off"])
    term_model = apps.get_model("law", "Term")
    day_model = apps.get_model("law", "CalendarDay")
    term_set = apps.get_model("law", "TermSet").objects.create(**data)
    term_model.objects.bulk_create(term_model(term_set=term_set, **term) for term in terms)
    day_model.objects.bulk_create(
        day_model(**row | {"date": date.fromisoformat(row["date"]), "origin": "seed"})
        for row in read("calendar_2020_2032.json")
    )


class Migration(migrations.Migration):
    dependencies = [("law", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
