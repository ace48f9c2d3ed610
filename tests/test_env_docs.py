"""docs/env-vars.md and .env.example name exactly the variables that the settings read."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [ROOT / "cms" / "env.py", *sorted((ROOT / "cms" / "settings").glob("*.py"))]
READERS = {"text", "flag", "number", "words", "choice", "database"}
# What `manage.py` itself reads; the example sets it, settings don't.
FRAME = {"DJANGO_SETTINGS_MODULE"}
ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| ([a-z]+) \| (yes|no) \|([^|]*)\|", re.MULTILINE)

# Of the right shape; open nothing.
SECRETS = {
    "SECRET_KEY": "only-for-this-test-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "FIELD_KEYS": "b25seS1mb3ItdGhpcy1jaGVjay0zMi1ieXRlcy0hISE=",
    "SUBJECT_HASH_KEY": "only-for-this-test-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "EGOV_CLIENT_ID": "client",
    "EGOV_CLIENT_SECRET": "secret",
    "SMS_GATEWAY_URL": "https://sms.example/send",
    "SMS_GATEWAY_TOKEN": "token",
    "EMAIL_HOST": "mail.example",
    "EMAIL_FROM": "Open Dialogue <no-reply@portal.example>",
}


def read_by_settings() -> dict[str, str]:
    """Variable -> reader, from the source of the settings."""
    found: dict[str, str] = {}
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name, first = reader_name(node.func), node.args[0]
            if name not in READERS or not isinstance(first, ast.Constant):
                continue
            # `database` reads an address through `text`.
            if found.get(first.value) != "database":
                found[first.value] = name
    return found


def reader_name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr if ast.unparse(function.value) == "env" else ""
    return function.id if isinstance(function, ast.Name) else ""


def documented() -> dict[str, tuple[str, bool, str]]:
    """Variable -> type, required, default, from the table of the page."""
    page = (ROOT / "docs" / "env-vars.md").read_text(encoding="utf-8")
    return {
        name: (kind, required == "yes", default.strip(" `"))
        for name, kind, required, default in ROW.findall(page)
    }


def production_says(**environment: str) -> str:
    """How the import of production's settings ends."""
    done = subprocess.run(
        [sys.executable, "-c", "import cms.settings.production"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
    )
    return done.stderr.strip().rsplit("\n", 1)[-1]


def test_every_variable_is_documented_with_its_type_and_no_other() -> None:
    read = read_by_settings()
    assert len(read) > 15
    assert {name: row[0] for name, row in documented().items()} == read


def test_the_example_names_them_all_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", example, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) - FRAME == set(read_by_settings())


def test_the_example_holds_no_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "SUBJECT_HASH_KEY", "FIELD_KEYS", "EGOV_CLIENT_SECRET"):
        assert re.search(rf"^{name}=$", example, re.MULTILINE)


def test_required_are_those_without_which_production_refuses() -> None:
    required = {name for name, row in documented().items() if row[1]}
    assert required == set(SECRETS)
    # With all of them the only thing in the way is the folder of the stand-ins.
    assert "standins" in production_says(**SECRETS)


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_production_names_the_variable_that_is_missing(name: str) -> None:
    without = {key: value for key, value in SECRETS.items() if key != name}
    said = production_says(**without)
    assert "ImproperlyConfigured" in said
    assert name in said
    assert name in production_says(**without, **{name: " "})
