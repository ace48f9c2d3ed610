"""`manage.py eds_verify`: one JSON line, an exit code, never a traceback."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

from django.core.management import call_command

import pytest

from standins.nca import Authority, Revoked
from tests.signing.eds.samples import FOLDER, REPOSITORY, needs_samples
from tests.signing.eds.scene import BIN, DAY, HOUR, IIN, OTHER_IIN, PAYLOAD, now, scene, signed

Run = Callable[..., tuple[int, dict[str, Any]]]
GOST, RSA = "gost", "rsa"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command on these bytes; anchors are those of the RSA scene unless others are given."""

    def command(
        signature: bytes, payload: bytes = PAYLOAD, *extra: str, anchors: Authority | None = None
    ) -> tuple[int, dict[str, Any]]:
        (tmp_path / "s").write_bytes(signature)
        (tmp_path / "p").write_bytes(payload)
        folder = tmp_path / "anchors"
        folder.mkdir(exist_ok=True)
        for name, data in (anchors or scene(RSA).authority).anchors.items():
            (folder / name).write_bytes(data)
        return called(
            str(tmp_path / "s"),
            "--payload",
            str(tmp_path / "p"),
            "--anchors",
            str(folder),
            *extra,
        )

    return command


def called(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("eds_verify", *arguments, stdout=out)
    (line,) = out.getvalue().splitlines()
    assert isinstance(end.value.code, int)
    return end.value.code, json.loads(line)


def batch(*lines: object, raw: bytes = b"") -> list[dict[str, Any]]:
    text = b"".join(json.dumps(line).encode() + b"\n" for line in lines)
    out, stdin = StringIO(), sys.stdin
    sys.stdin = TextIOWrapper(BytesIO(raw or text))
    try:
        call_command("eds_verify", "--batch", stdout=out)
    finally:
        sys.stdin = stdin
    return [json.loads(line) for line in out.getvalue().splitlines()]


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def line(kind: str = RSA, **changes: Any) -> dict[str, Any]:
    there = scene(kind)
    usual = {
        "id": "one",
        "signature": b64(signed(there)),
        "payload": b64(PAYLOAD),
        "anchors": [b64(one) for one in there.authority.anchors.values()],
        "at": now().isoformat(),
        "iin": IIN,
        "owner": "person",
    }
    return {**usual, **changes}


def test_valid(run: Run) -> None:
    code, answer = run(signed(scene(RSA), tst=True), PAYLOAD, "--iin", IIN)
    assert (code, answer["verdict"], answer["code"]) == (0, "valid", "ok")
    assert answer["signer"]["iin"] == IIN
    assert answer["issuer"].startswith("STAND-IN")
    assert datetime.fromisoformat(answer["signed_at"]) <= datetime.now(UTC)
    assert answer["revocation"] == "not_checked"
    assert answer["ms"] > 0


@pytest.mark.parametrize("form", ["pem", "base64"])
def test_other_forms_of_the_file(run: Run, form: str) -> None:
    blob = signed(scene(RSA), pem=form == "pem")
    assert run(blob if form == "pem" else base64.encodebytes(blob))[0] == 0


def test_refused(run: Run) -> None:
    code, answer = run(signed(scene(RSA)), b"other")
    assert (code, answer["verdict"], answer["code"]) == (1, "refused", "message_digest")
    assert run(signed(scene(RSA)), PAYLOAD, "--iin", OTHER_IIN)[1]["code"] == "iin_mismatch"
    assert run(signed(scene(RSA)), anchors=scene(GOST).authority)[1]["code"] == "untrusted_chain"


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x80\x00\x00", b"\xff" * 100])
def test_unreadable(run: Run, data: bytes) -> None:
    code, answer = run(data)
    assert (code, answer["verdict"], answer["code"]) == (2, "unreadable", "malformed")
    assert answer["signer"] is None


def test_time_of_receipt(run: Run) -> None:
    there = scene(RSA)
    blob = signed(there, there.authority.person(IIN, not_before=now(), not_after=now() + DAY))
    assert run(blob)[0] == 0
    later = (now() + 2 * DAY).isoformat()
    assert run(blob, PAYLOAD, "--at", later)[1]["code"] == "cert_expired"
    assert run(blob, PAYLOAD, "--at", "2999-01-01")[1]["code"] == "cert_expired"


def test_limits_that_the_payload_states_for_itself(run: Run) -> None:
    def payload(begin: datetime) -> bytes:
        stamps = {"created_at": begin, "expires_at": begin + HOUR / 2}
        return json.dumps({key: value.isoformat() for key, value in stamps.items()}).encode()

    for begin, code in [
        (now(), "ok"),
        (now() - HOUR, "time_window"),
        (now() + HOUR, "time_window"),
    ]:
        data = payload(begin)
        assert run(signed(scene(RSA), data=data), data)[1]["code"] == code


def test_organisation(run: Run) -> None:
    there = scene(RSA)
    blob = signed(there, there.authority.employee(IIN, BIN, "employee"))
    assert run(blob)[1]["code"] == "subject_type"
    asked = ("--owner", "organisation")
    code, answer = run(blob, PAYLOAD, *asked, "--bin", BIN)
    assert (code, answer["signer"]["bin"]) == (0, BIN)
    assert run(blob, PAYLOAD, *asked, "--bin", "000140000001")[1]["code"] == "bin_mismatch"
    assert run(blob, PAYLOAD, *asked, "--role", "head")[1]["code"] == "role_not_accepted"
    assert run(signed(there), PAYLOAD, *asked)[1]["code"] == "subject_type"


def test_a_request_that_cannot_be_read_is_one_json_line_too(tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")
    for arguments in [
        (missing, "--payload", missing),
        (missing,),
        (),
        (str(FOLDER / "README.md"), "--payload", str(tmp_path / "x")),
        (__file__, "--payload", __file__, "--anchors", str(tmp_path)),
        (__file__, "--payload", __file__, "--at", "yesterday"),
    ]:
        code, answer = called(*arguments)
        assert (code, answer["verdict"], answer["code"]) == (2, "unreadable", "bad_request")
        assert answer["detail"]


def test_without_anchors_production_s_are_meant(tmp_path: Path) -> None:
    (tmp_path / "s").write_bytes(signed(scene(RSA)))
    (tmp_path / "p").write_bytes(PAYLOAD)
    code, answer = called(str(tmp_path / "s"), "--payload", str(tmp_path / "p"))
    assert (code, answer["code"]) == (1, "untrusted_chain")


def test_ocsp_answer(run: Run, tmp_path: Path) -> None:
    there = scene(RSA)
    other = there.authority.person(OTHER_IIN)
    for leaf, changes, expected in [
        (there.leaf, {}, (0, "ok")),
        (there.leaf, {"status": Revoked(now())}, (1, "revoked")),
        (there.leaf, {"status": "unknown"}, (1, "ocsp_unknown")),
        (other, {}, (1, "ocsp_wrong_cert")),
        (there.leaf, {"responder": there.evil.responder}, (1, "ocsp_responder")),
    ]:
        (tmp_path / "o").write_bytes(there.authority.ocsp_response(leaf, **changes))
        code, answer = run(signed(there), PAYLOAD, "--ocsp", str(tmp_path / "o"))
        assert (code, answer["code"]) == expected
        assert answer["revocation"] == ("ocsp" if code == 0 else "")


def test_revocation_lists(run: Run, tmp_path: Path) -> None:
    there = scene(RSA)
    authority, leaf = there.authority, there.leaf

    def code(*lists: bytes, ocsp: bytes | None = None) -> tuple[int, str, str]:
        arguments = ["--crl"] if lists else []
        for number, data in enumerate(lists):
            (tmp_path / f"{number}.crl").write_bytes(data)
            arguments.append(str(tmp_path / f"{number}.crl"))
        if ocsp is not None:
            (tmp_path / "o").write_bytes(ocsp)
            arguments += ["--ocsp", str(tmp_path / "o")]
        exit_code, answer = run(signed(there), PAYLOAD, *arguments)
        return exit_code, answer["verdict"], answer["code"]

    clean, full = authority.crl([]), authority.crl([leaf])
    delta = authority.crl([leaf], delta=True, number=2)
    root = authority.crl([], issuer=authority.root)
    root_revoked = authority.crl([authority.issuing], issuer=authority.root)
    stale = authority.crl([], this_update=now() - 9 * DAY)
    assert code(clean) == (0, "valid", "ok")
    assert code(clean, root) == (0, "valid", "ok")
    assert code(full) == (1, "refused", "revoked")
    assert code(clean, delta) == (1, "refused", "revoked")
    assert code(clean, root_revoked) == (1, "refused", "revoked")
    assert code(stale) == (1, "refused", "crl_stale")
    assert code(authority.crl([], delta=True)) == (1, "pending", "revocation_unavailable")
    assert code(there.evil.crl([])) == (1, "refused", "crl_signature")
    assert code(root) == (1, "refused", "crl_wrong_issuer")
    assert code(b"rubbish") == (1, "refused", "crl_malformed")
    good = authority.ocsp_response(leaf)
    assert code(stale, ocsp=good) == (0, "valid", "ok")
    assert code(full, ocsp=good) == (1, "refused", "revoked")
    later = b"\x30\x03\x0a\x01\x03"  # tryLater
    assert code(ocsp=later) == (1, "pending", "revocation_unavailable")
    assert code(clean, ocsp=later) == (0, "valid", "ok")
    assert code(full, ocsp=later) == (1, "refused", "revoked")


def test_revocation_in_a_batch() -> None:
    there = scene(RSA)
    leaf = there.leaf
    good = b64(there.authority.ocsp_response(leaf))
    full = b64(there.authority.crl([leaf]))
    answers = batch(
        line(ocsp=good), line(crl=[full]), line(crl=full), line(ocsp=b64(b"x")), line(crl=[])
    )
    assert [(one["code"], one["revocation"]) for one in answers] == [
        ("ok", "ocsp"),
        ("revoked", ""),
        ("revoked", ""),
        ("ocsp_malformed", ""),
        ("ok", "not_checked"),
    ]


@needs_samples
def test_public_samples(tmp_path: Path) -> None:
    def verify(signature: str, payload: Path, *extra: str) -> tuple[int, str]:
        code, answer = called(str(FOLDER / signature), "--payload", str(payload), *extra)
        return code, answer["code"]

    document, everything = FOLDER / "individual_document.txt", ("--anchors", str(FOLDER))
    assert verify("individual_detached.der", document, *everything) == (0, "ok")
    assert verify("individual_detached.der", document) == (1, "untrusted_chain")
    changed = tmp_path / "changed"
    changed.write_bytes(document.read_bytes() + b"\n")
    assert verify("individual_detached.der", changed, *everything) == (1, "message_digest")
    attached = tmp_path / "attached"
    attached.write_bytes(b"test123")
    for moment in ((), ("--at", "2022-09-28T14:40:30Z")):
        found = verify("ncanode_one_signer_rsa.der", attached, *everything, *moment)
        assert found == (1, "cert_expired")


def test_batch_answers_line_by_line_with_the_same_id() -> None:
    answers = batch(
        line(id="a"),
        line(GOST, id=2),
        line(id=None, iin=OTHER_IIN),
        line(id={"x": [1]}, signature=b64(b"rubbish")),
    )
    assert [(one["id"], one["verdict"], one["code"]) for one in answers] == [
        ("a", "valid", "ok"),
        (2, "valid", "ok"),
        (None, "refused", "iin_mismatch"),
        ({"x": [1]}, "unreadable", "malformed"),
    ]


def test_batch_takes_pem_anywhere() -> None:
    there = scene(RSA)
    answers = batch(
        line(signature=signed(there, pem=True).decode()),
        line(signature=b64(signed(there, pem=True))),
        line(anchors=[there.authority.root.pem, there.authority.issuing.pem]),
        line(anchors=[b64((there.authority.root.pem + there.authority.issuing.pem).encode())]),
    )
    assert [one["verdict"] for one in answers] == ["valid"] * 4


@pytest.mark.parametrize(
    "changes",
    [
        {"payload": None},
        {"payload": "***"},
        {"payload": 5},
        {"signature": None},
        {"signature": 5},
        {"signature": ["x"]},
        {"anchors": "x"},
        {"anchors": []},
        {"anchors": [5]},
        {"anchors": ["AAAA"]},
        {"at": "yesterday"},
        {"at": 5},
        {"at": "9999-12-31T23:59:59Z"},
        {"at": "0001-01-01T00:00:00+10:00"},
        {"iin": 5},
        {"owner": "nobody"},
        {"owner": []},
        {"role": "king"},
        {"ocsp": "***"},
        {"ocsp": 5},
        {"crl": ["***"]},
        {"crl": 5},
        {"crl": {"a": 1}},
    ],
)
def test_a_bad_line_is_unreadable_with_its_id(changes: dict[str, Any]) -> None:
    (answer,) = batch(line(**changes))
    assert (answer["id"], answer["verdict"], answer["code"]) == ("one", "unreadable", "bad_request")
    assert answer["detail"]


@pytest.mark.parametrize(
    "raw",
    [b"{\n", b"[]\n", b"5\n", b"null\n", b'"x"\n', b"\xff\xfe\n", b"[" * 100_000 + b"\n", b"{}\n"],
)
def test_lines_that_are_no_request(raw: bytes) -> None:
    (answer,) = batch(raw=raw)
    assert (answer["verdict"], answer["code"]) == ("unreadable", "bad_request")
    assert "id" not in answer


def test_half_a_surrogate_pair_is_answered_too() -> None:
    good, other = json.dumps(line(id="\ud800")), json.dumps(line(iin="\ud800"))
    answers = batch(raw=f"{good}\n{other}\n".encode())
    assert [(one["id"], one["code"]) for one in answers] == [
        ("\ud800", "ok"),
        ("one", "iin_mismatch"),
    ]


def test_a_bad_line_does_not_end_the_batch() -> None:
    good = json.dumps(line()).encode()
    answers = batch(raw=b"{\n\n" + good + b"\nrubbish\n" + good)
    assert [one["verdict"] for one in answers] == ["unreadable", "valid", "unreadable", "valid"]


def test_batch_of_an_empty_input() -> None:
    assert batch(raw=b"\n") == []


def test_as_a_program_without_a_database(tmp_path: Path) -> None:
    """Exit codes and flushing as another program meets them."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "OD_VAR": str(tmp_path),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "eds_verify", "--batch"],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for kind in (RSA, GOST):
        process.stdin.write(json.dumps(line(kind, id=kind)) + "\n")
        process.stdin.flush()
        # Answered before the next line is written.
        answer = json.loads(process.stdout.readline())
        assert (answer["id"], answer["verdict"]) == (kind, "valid")
    _, problems = process.communicate(timeout=30)
    assert (process.returncode, problems) == (0, "")


def test_a_thousand_lines_take_seconds() -> None:
    lines = [line(id=number) for number in range(300)]
    begun = datetime.now(UTC)
    assert [one["id"] for one in batch(*lines)] == list(range(300))
    assert datetime.now(UTC) - begun < timedelta(seconds=10)
