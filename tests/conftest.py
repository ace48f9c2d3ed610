"""What every test gets. The database itself comes from `tools/testdb.py`."""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import translation

import pytest
from hypothesis import settings as hypothesis_settings

from tests.rows import rows_by_copy

# A slow machine is no failure, and a failure must come back on the next run.
hypothesis_settings.register_profile("portal", deadline=None, derandomize=True)
hypothesis_settings.load_profile("portal")


def pytest_sessionfinish() -> None:
    shutil.rmtree(settings.VAR_DIR, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test with real transactions empties the tables; `tests/rows.py` puts back what migrations
    made, and Django must not make it anew."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction"):
                marker.kwargs["serialized_rollback"] = True
    if os.environ.get("PYTEST_XDIST_WORKER"):
        _longest_first(items)


def _longest_first(items: list[pytest.Item]) -> None:
    """Files with slow tests, then those with most tests: no process waits for another's last."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -counts[item.path], item.path))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> Iterator[None]:
    """SQLite tests use a file as `make run` does: write-ahead log, real locks between threads."""
    default = settings.DATABASES["default"]
    rows_by_copy(connections[DEFAULT_DB_ALIAS])
    if not default["ENGINE"].endswith("sqlite3"):
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
        yield
        return
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="od-sqlite-", dir=memory) as folder:
        default.setdefault("TEST", {})["NAME"] = f"{folder}/test.sqlite3"
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
        yield


@pytest.fixture(autouse=True)
def clean_process() -> Iterator[None]:
    """Nothing a test leaves in the process reaches the next one."""
    cache.clear()
    yield
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def sms_outbox() -> Callable[..., list[dict[str, str]]]:
    """`sms_outbox(to=None)`: messages the portal sent during this test, oldest first."""
    folder = Path(settings.MESSAGES_DIR)
    shutil.rmtree(folder, ignore_errors=True)

    def sent(to: str | None = None) -> list[dict[str, str]]:
        records = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
        sms = [record for record in records if record["channel"] == "sms"]
        return [record for record in sms if to is None or record["to"] == to]

    return sent
