"""OCSP, CRL, time stamps and anchors over HTTP, true and spoilt on demand."""

import time

import pytest
from cryptography import x509
from cryptography.x509 import ocsp as parsed

from standins.nca import der, ocsp, oids, timestamps
from standins.nca.keystore import Keystore, keystore_open
from standins.nca.reading import element, elements, path
from tests.standins.running import Answer, StandIn


@pytest.fixture(scope="module")
def running():
    with StandIn(options=("--nca-port", "0", "--hang-seconds", "0.4")) as standin:
        yield standin


@pytest.fixture
def standin(running):
    yield running
    running.nca(ocsp="ok", crl="ok", tsp="ok", lie="")


@pytest.fixture(scope="module")
def store(running) -> Keystore:
    """What the running process wrote under its VAR/nca."""
    return keystore_open(running.var / "nca", "")


def asks(standin: StandIn, store: Keystore, key: str, nonce: bytes = b"n" * 16) -> Answer:
    entry = store.entries[key]
    issuing = store.authorities[entry.authority].issuing
    request = ocsp.request(ocsp.cert_id(issuing, entry.leaf.serial), nonce)
    headers = {"Content-Type": "application/ocsp-request"}
    return standin.post("/nca/ocsp", request, headers=headers)


def answer(standin: StandIn, store: Keystore, key: str) -> parsed.OCSPResponse:
    return parsed.load_der_ocsp_response(asks(standin, store, key).body)


def test_anchors_are_offered_and_written(standin, store):
    offered = standin.get("/nca/anchors").body
    names = [c.subject.rfc4514_string() for c in x509.load_pem_x509_certificates(offered)]
    assert len(names) == 4
    assert all("CN=STAND-IN " in name for name in names)
    written = {file.name for file in (standin.var / "nca" / "anchors").iterdir()}
    assert written == {
        f"{kind}-{which}.pem" for kind in ("gost", "rsa") for which in ("root", "issuing")
    }


def test_secrets_are_readable_by_the_owner_only_and_kept(standin, store):
    file = standin.var / "nca" / "keys.json"
    assert file.stat().st_mode & 0o077 == 0
    again = keystore_open(standin.var / "nca", "")
    assert [e.leaf.certificate_der for e in again.entries.values()] == [
        e.leaf.certificate_der for e in store.entries.values()
    ]


def test_spoilt_file_of_keys_is_made_anew(tmp_path):
    first = keystore_open(tmp_path, "")
    (tmp_path / "keys.json").write_text("{")
    second = keystore_open(tmp_path, "")
    assert second.entries.keys() == first.entries.keys()
    assert second.authorities["gost"].root.pem != first.authorities["gost"].root.pem
    assert (tmp_path / "anchors" / "gost-root.pem").read_text() == (
        second.authorities["gost"].root.pem
    )


def test_everyone_with_an_iin_has_keys_and_agencies_have_roles(store):
    entries = store.entries
    assert {"azamat-sign", "azamat-auth", "a-head-head", "a-clerk-signer"} <= entries.keys()
    assert {"primer-rsa", "primer-expired", "primer-revoked"} <= entries.keys()
    assert entries["newcomer-employee"].bin == "991240999218"
    assert entries["a-head-head"].bin == "991240999119"
    assert not [key for key in entries if key.startswith("foreigner")]
    ended = x509.load_der_x509_certificate(entries["primer-expired"].leaf.certificate_der)
    assert ended.not_valid_after_utc.timestamp() < time.time()


@pytest.mark.parametrize("key", ["azamat-sign", "primer-rsa", "a-head-head"])
def test_good_answer_for_both_kinds(standin, store, key):
    found = answer(standin, store, key)
    assert found.certificate_status is parsed.OCSPCertStatus.GOOD
    assert found.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce == b"n" * 16


def test_revoked_now_is_told_at_once_and_listed_in_the_delta(standin, store):
    serial = store.entries["moderator-sign"].leaf.serial
    standin.nca(revoke="moderator-sign")
    assert answer(standin, store, "moderator-sign").certificate_status is (
        parsed.OCSPCertStatus.REVOKED
    )
    assert listed(standin, "gost_d", serial)
    assert not listed(standin, "gost", serial)
    standin.nca(publish=True)
    assert listed(standin, "gost", serial)
    standin.nca(restore="moderator-sign", publish=True)
    assert not listed(standin, "gost", serial)
    assert answer(standin, store, "moderator-sign").certificate_status is parsed.OCSPCertStatus.GOOD


def listed(standin: StandIn, name: str, serial: int) -> bool:
    found = x509.load_der_x509_crl(standin.get(f"/nca/crl/{name}.crl").body)
    return found.get_revoked_certificate_by_serial_number(serial) is not None


def test_lists_of_all_authorities(standin, store):
    assert listed(standin, "gost", store.entries["primer-revoked"].leaf.serial)
    for name in ("gost_root", "rsa", "rsa_d", "rsa_root"):
        assert len(x509.load_der_x509_crl(standin.get(f"/nca/crl/{name}.crl").body)) == 0
    assert standin.get("/nca/crl/other.crl").status == 404


def test_ocsp_of_a_stranger_and_of_garbage(standin):
    stranger = ocsp.request(der.sequence(
        der.algorithm(oids.SHA256), der.octets(bytes(32)), der.octets(bytes(32)), der.integer(1)
    ))  # fmt: skip
    unauthorized = standin.post("/nca/ocsp", stranger)
    assert parsed.load_der_ocsp_response(unauthorized.body).response_status is (
        parsed.OCSPResponseStatus.UNAUTHORIZED
    )
    for garbage in (b"", b"\x30", b"{}", b"\x30\x03\x02\x01\x01"):
        malformed = standin.post("/nca/ocsp", garbage)
        assert parsed.load_der_ocsp_response(malformed.body).response_status is (
            parsed.OCSPResponseStatus.MALFORMED_REQUEST
        )


@pytest.mark.parametrize(
    ("lie", "status"),
    [
        ("unknown", parsed.OCSPCertStatus.UNKNOWN),
        ("revoked", parsed.OCSPCertStatus.REVOKED),
        ("never-issued", parsed.OCSPCertStatus.REVOKED),
        ("stale", parsed.OCSPCertStatus.GOOD),
        ("no-nonce", parsed.OCSPCertStatus.GOOD),
        ("other-nonce", parsed.OCSPCertStatus.GOOD),
        ("wrong-serial", parsed.OCSPCertStatus.GOOD),
        ("wrong-issuer", parsed.OCSPCertStatus.GOOD),
        ("bad-signature", parsed.OCSPCertStatus.GOOD),
        ("by-person", parsed.OCSPCertStatus.GOOD),
        ("by-stranger", parsed.OCSPCertStatus.GOOD),
    ],
)
def test_service_lies_on_demand(standin, store, lie, status):
    truth = answer(standin, store, "azamat-sign")
    standin.nca(lie=lie)
    found = answer(standin, store, "azamat-sign")
    assert found.certificate_status is status
    differs = {
        "stale": lambda r: r.this_update_utc < truth.this_update_utc,
        "no-nonce": lambda r: len(list(r.extensions)) == 1,
        "other-nonce": lambda r: b"n" * 16 not in r.tbs_response_bytes,
        "wrong-serial": lambda r: r.serial_number != truth.serial_number,
        "wrong-issuer": lambda r: r.issuer_key_hash != truth.issuer_key_hash,
        "by-person": lambda r: r.responder_name != truth.responder_name,
        "by-stranger": lambda r: r.certificates != truth.certificates,
    }
    assert differs.get(lie, lambda r: True)(found)


@pytest.mark.parametrize("service", ["ocsp", "crl", "tsp"])
def test_every_service_can_fail(standin, store, service):
    def call() -> Answer:
        if service == "ocsp":
            return asks(standin, store, "azamat-sign")
        if service == "crl":
            return standin.get("/nca/crl/gost.crl")
        return standin.post("/nca/tsp", stamp_request(oids.SHA256))

    size = len(call().body)
    standin.nca(**{service: "down"})
    assert call().status == 503
    standin.nca(**{service: "redirect"})
    assert call().status == 302
    standin.nca(**{service: "garbage"})
    assert call().body.startswith(b"<html>")
    standin.nca(**{service: "huge"})
    assert len(call().body) > size + 4_000_000
    standin.nca(**{service: "slow"})
    started = time.monotonic()
    assert call().status == 200
    assert time.monotonic() - started >= 0.4


def stamp_request(digest_oid: str, *extra: bytes) -> bytes:
    imprint = timestamps.imprint_of(b"signature", digest_oid)
    return der.sequence(der.integer(1), imprint, *extra)


@pytest.mark.parametrize("digest_oid", [oids.SHA256, oids.STREEBOG_512])
def test_time_stamp_over_http(standin, digest_oid):
    request = stamp_request(digest_oid, der.integer(4711), der.boolean(True))
    granted = standin.post("/nca/tsp", request).body
    status, token = list(elements(element(granted)[1]))
    assert path(der.tlv(*status), 0) == b"\x00"
    assert timestamps.imprint_of(b"signature", digest_oid) in token[1]
    assert der.integer(4711) in token[1]
    bare = standin.post("/nca/tsp", stamp_request(digest_oid)).body
    assert len(granted) > len(bare) + 600  # without the certificate unless asked for


def test_time_stamp_of_nonsense_is_rejected(standin):
    for request in (b"", b"\x30\x00", stamp_request(oids.SHA1)):
        assert path(standin.post("/nca/tsp", request).body, 0, 0) == b"\x02"
