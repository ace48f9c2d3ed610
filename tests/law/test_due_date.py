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


def test_an_extension_is_checked_and_its_date_is_the_due_date(capsys):
    plain = due_date(capsys, kind="application", submitted="2026-03-05T19:10+05:00")
    answer = due_date(
        capsys,
        kind="application",
        submitted="2026-03-05T19:10+05:00",
        extended_to="2026-04-18",
        extended_on="2026-04-02",
    )
    added = answer["steps"][len(plain["steps"]) :]
    assert answer["steps"][: len(plain["steps"])] == plain["steps"]
    # 18 April is a Saturday.
    assert answer["due"] == "2026-04-20"
    assert {**answer, "due": plain["due"], "steps": plain["steps"]} == plain
    assert added == [
        {
            "code": "extension_latest",
            "day": "2026-05-06",
            "text": "The law allows an extension to 6 May 2026 at the latest.",
        },
        {
            "code": "extended",
            "day": "2026-04-18",
            "text": "The term is extended to 18 April 2026.",
        },
        {
            "code": "moved",
            "day": "2026-04-18",
            "text": "The last day, 18 April 2026, is a day off and moves to the next working day.",
        },
        {
            "code": "notice_by",
            "day": "2026-04-07",
            "text": "The author must be told of the extension by 7 April 2026.",
        },
        {"code": "due", "day": "2026-04-20", "text": "The answer is due by 20 April 2026."},
    ]


def test_the_longest_extension_is_allowed(capsys):
    answer = due_date(
        capsys, kind="request", submitted="2026-03-05T19:10", extended_to="2026-04-10"
    )
    assert answer["due"] == "2026-04-10"
    assert "notice_by" not in [step["code"] for step in answer["steps"]]


SENT = "2026-03-05T19:10"


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"kind": "complaint", "extended_to": "2026-04-30"}, "no extension for this kind"),
        ({"extended_to": "2026-05-07"}, "to 6 May 2026 at the latest"),
        ({"extended_to": "2026-04-02"}, "due by 2 April 2026. Give a later day"),
        ({"extended_to": "2025-04-20"}, "due by 2 April 2026. Give a later day"),
        ({"extended_to": "2026-04-20", "extended_on": "2026-04-03"}, "ended on 2 April 2026"),
        ({"extended_to": "2026-04-20", "extended_on": "2026-03-05"}, "starts on 6 March 2026"),
        ({"extended_to": ""}, "Not a date: ''"),
        ({"extended_to": "tomorrow"}, "Not a date: 'tomorrow'"),
        ({"extended_to": "2026-04-31"}, "Not a date: '2026-04-31'"),
        ({"extended_to": "2026-04-20T10:00"}, "Not a date: '2026-04-20T10:00'"),
        ({"extended_to": "2026-04-20", "extended_on": "soon"}, "Not a date: 'soon'"),
        ({"extended_on": "2026-04-01"}, "Give --extended-to"),
        ({"extended_to": "9999-12-31"}, "to 6 May 2026 at the latest"),
        ({"submitted": "9999-11-20T10:00", "extended_to": "9999-12-31"}, "out of reach"),
    ],
)
def test_an_extension_the_law_does_not_allow_is_one_clear_line(options, line):
    with pytest.raises(CommandError) as refused:
        call_command("due_date", **({"kind": "application", "submitted": SENT} | options))
    assert refused.value.returncode == 2
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


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
