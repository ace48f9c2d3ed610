"""``manage.py due_date``: JSON for programs, one clear line for mistakes."""

import json

from django.core.management import CommandError, call_command

import pytest

from law.services import law_seed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def due_date(capsys, **options):
    call_command("due_date", **options)
    return json.loads(capsys.readouterr().out)


def test_after_hours(capsys):
    answer = due_date(capsys, kind="application", submitted="2026-03-05T19:10+05:00")
    steps = answer.pop("steps")
    assert answer == {
        "registered_on": "2026-03-06",
        "due": "2026-04-02",
        "days": 15,
        "basis": "working",
        "term_version": "appc-2021",
    }
    assert steps[0] == {
        "code": "arrived",
        "day": "2026-03-05",
        "text": "Sent on 5 March 2026 at 19:10.",
    }
    assert steps[-1]["text"] == "The answer is due by 2 April 2026."


def test_a_moment_without_a_zone_is_a_moment_in_almaty(capsys):
    with_zone = due_date(capsys, kind="request", submitted="2026-03-05T19:10+05:00")
    assert due_date(capsys, kind="request", submitted="2026-03-05T19:10") == with_zone


def test_another_zone_is_turned_into_almaty(capsys):
    answer = due_date(capsys, kind="application", submitted="2026-03-05T13:31Z")
    assert answer["registered_on"] == "2026-03-06"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"kind": "wish", "submitted": "2026-03-05T10:00"}, "Unknown kind 'wish'"),
        ({"kind": "", "submitted": "2026-03-05T10:00"}, "Unknown kind ''"),
        ({"kind": "application", "submitted": ""}, "Not a date and time"),
        ({"kind": "application", "submitted": "yesterday"}, "Not a date and time"),
        ({"kind": "application", "submitted": "2026-02-30T10:00"}, "Not a date and time"),
        ({"kind": "application", "submitted": "2026-03-05"}, "The time is missing"),
        ({"kind": "application", "submitted": "9999-12-31T23:00"}, "out of reach"),
        ({"kind": "application", "submitted": "0001-01-01T00:00+14:00"}, "out of reach"),
        (
            {"kind": "application", "submitted": "2026-03-05T10:00", "language": "xx"},
            "Unknown language 'xx'",
        ),
    ],
)
def test_a_mistake_is_one_clear_line_and_exit_code_2(options, line):
    with pytest.raises(CommandError) as refused:
        call_command("due_date", **options)
    assert refused.value.returncode == 2
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)
