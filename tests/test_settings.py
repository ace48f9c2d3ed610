"""Production refuses to start unsafely; environment variables have types."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

import pytest

from cms import env
from tools.deploycheck import SETTINGS, check
from tools.sources import copy_sources

SECRETS = (
    "SECRET_KEY",
    "FIELD_KEYS",
    "SUBJECT_HASH_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "EGOV_CLIENT_ID",
    "EGOV_CLIENT_SECRET",
    "SMS_GATEWAY_URL",
    "SMS_GATEWAY_TOKEN",
    "EMAIL_HOST",
    "EMAIL_FROM",
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as an image would hold it: without stand-ins and tests."""
    tree = tmp_path_factory.mktemp("image")
    copy_sources(tree, without=("standins", "tests", "static", "locale", "templates", "docs"))
    return tree


def start(tree: Path, tmp_path: Path, **changes: str | None) -> tuple[int, str]:
    """Read the production settings as a process of its own; exit code and last line of errors."""
    environment = {**SETTINGS, "PATH": os.environ["PATH"], "OD_VAR": str(tmp_path), **changes}
    done = subprocess.run(
        [sys.executable, "-c", "import cms.settings.production"],
        cwd=tree,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, (done.stderr.strip().splitlines() or [""])[-1]


def test_it_starts_with_everything_in_place(image: Path, tmp_path: Path) -> None:
    assert start(image, tmp_path) == (0, "")


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_it_refuses_to_start_without(
    image: Path, tmp_path: Path, name: str, value: str | None
) -> None:
    code, said = start(image, tmp_path, **{name: value})
    assert code != 0
    assert "ImproperlyConfigured" in said
    assert name in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY must have at least 50 characters."),
        ({"SECRET_KEY": "development-only-" + "x" * 40}, "SECRET_KEY is a public value"),
        ({"SUBJECT_HASH_KEY": "short"}, "SUBJECT_HASH_KEY must have at least 32"),
        ({"FIELD_KEYS": ","}, "FIELD_KEYS must hold at least one key"),
        ({"FIELD_KEYS": "no-key"}, "FIELD_KEYS must hold keys of 32 bytes"),
        (
            {"FIELD_KEYS": "ZGV2ZWxvcG1lbnQtb25seS1rZXktMzItYnl0ZXMhISE="},
            "FIELD_KEYS holds the public key",
        ),
        ({"EGOV_CLIENT_SECRET": "stand-in-secret"}, "EGOV_CLIENT_SECRET is a public value"),
        ({"ALLOWED_HOSTS": "portal.example,*"}, "ALLOWED_HOSTS must name the hosts"),
        ({"SITE_URL": "http://portal.example"}, "SITE_URL must begin with https://."),
        ({"NCALAYER_URL": "wss://evil.example:13579"}, "NCALAYER_URL must lead to"),
        ({"NCALAYER_URL": "ws://127.0.0.1:13579"}, "NCALAYER_URL must begin with wss://."),
        ({"EDS_REVOCATION": "never"}, "EDS_REVOCATION must be one of hard, soft"),
        ({"EGOV_IDP_URL": "http://127.0.0.1:8001"}, "EGOV_IDP_URL must begin with https://."),
        ({"DATABASE_URL": "sqlite:///var/x.sqlite3"}, "must name a PostgreSQL database"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgresql://"),
        ({"SMS_GATEWAY": "messaging.gateways.ViewerGateway"}, "The message viewer"),
        ({"EGOV_TIMEOUT_SECONDS": "soon"}, "EGOV_TIMEOUT_SECONDS must be a whole number"),
        ({"TRUSTED_PROXIES": "1.5"}, "TRUSTED_PROXIES must be a whole number"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_it_refuses_what_is_unsafe_or_of_the_wrong_type(
    image: Path, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    code, said = start(image, tmp_path, **changes)
    assert code != 0
    assert words in said
    for name, value in changes.items():
        if "KEY" in name or "SECRET" in name:
            assert not value.strip(",") or value not in said, "a secret in the log"


def test_it_refuses_to_start_beside_the_stand_ins(image: Path, tmp_path: Path) -> None:
    folder = image / "standins"
    folder.mkdir()
    try:
        code, said = start(image, tmp_path)
    finally:
        folder.rmdir()
    assert code != 0
    assert "The folder standins/ is installed." in said


def test_it_refuses_stand_ins_installed_elsewhere(image: Path, tmp_path: Path) -> None:
    package = tmp_path / "elsewhere" / "standins"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    code, said = start(image, tmp_path, PYTHONPATH=str(package.parent))
    assert code != 0
    assert "The folder standins/ is installed." in said


def test_this_very_tree_is_no_production(tmp_path: Path) -> None:
    code, said = start(Path(__file__).parents[1], tmp_path)
    assert code != 0
    assert "standins" in said


@pytest.mark.slow
def test_the_deployment_check_is_clean() -> None:
    assert check()


# Typed variables


@pytest.fixture
def variable(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda value: monkeypatch.setenv("OD_TEST", value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("", False)],
)
def test_flag(variable: Any, value: str, meant: bool) -> None:
    variable(value)
    assert env.flag("OD_TEST", not meant) is meant


@pytest.mark.parametrize("value", ["2", "ja", "truee"])
def test_flag_of_another_kind(variable: Any, value: str) -> None:
    variable(value)
    with pytest.raises(ImproperlyConfigured, match="OD_TEST must be true or false"):
        env.flag("OD_TEST", False)


def test_number_text_and_words(variable: Any) -> None:
    variable(" 12 ")
    assert env.number("OD_TEST", 1) == 12
    variable("a, b,,c ")
    assert env.words("OD_TEST") == ["a", "b", "c"]
    variable("  ")
    with pytest.raises(ImproperlyConfigured, match="OD_TEST must be set"):
        env.text("OD_TEST")
    assert env.number("OD_NOT_SET", 7) == 7


@pytest.mark.parametrize("value", ["12.5", "twelve", ""])
def test_number_of_another_kind(variable: Any, value: str) -> None:
    variable(value)
    with pytest.raises(ImproperlyConfigured, match="OD_TEST must be a whole number"):
        env.number("OD_TEST", 1)


def test_database_addresses(variable: Any) -> None:
    variable("postgresql://us%40er:p%2Fw@db.example:6543/portal?sslmode=require")
    found = env.database("OD_TEST", "")
    assert (found["USER"], found["PASSWORD"]) == ("us@er", "p/w")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6543", "portal")
    assert found["OPTIONS"] == {"sslmode": "require"}
    variable("postgresql://od@/portal?host=/run/postgresql")
    assert env.database("OD_TEST", "")["HOST"] == "/run/postgresql"
    variable("sqlite://")
    assert env.database("OD_TEST", "")["NAME"] == ":memory:"
    variable("oracle://x")
    with pytest.raises(ImproperlyConfigured, match="OD_TEST must begin with"):
        env.database("OD_TEST", "")
