"""Real signatures and certificates verify or are refused as the samples' README says."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signing.eds import anchor_files
from signing.eds.armour import certificates_unwrap
from signing.eds.certificates import Certificate, certificate_read
from signing.eds.policy import NotChecked, decide
from signing.eds.trust import Trust, is_root, is_signed_by, trust_from_dir, trust_of
from signing.eds.types import Demand, Verdict
from tests.signing.eds.samples import FOLDER, needs_samples, sample

pytestmark = needs_samples

PRODUCTION = ("root_gost_2022.pem", "nca_gost_2022.pem")
TEST_GOST = ("root_test_gost_2022.cer", "nca_gost2022_test.cer")
TEST_RSA = ("root_rsa_test.crt", "nca_rsa_test.crt")
SIGNED_ON = datetime(2026, 7, 20, 9, 8, 7, tzinfo=UTC)
IIN = "123456789011"


def certificate(name: str) -> Certificate:
    (data,) = certificates_unwrap(sample(name))
    return certificate_read(data)


def trust(*names: str) -> Trust:
    return trust_of(certificate(name) for name in names)


def verdict(
    name: str, payload: bytes, trusted: Trust, received_at: datetime, iin: str = IIN
) -> Verdict:
    demand = Demand(payload=payload, received_at=received_at, iin=iin)
    return decide(sample(name), demand, trusted, NotChecked(), now=received_at)


def detached(*names: str, payload: bytes | None = None, iin: str = IIN) -> Verdict:
    document = sample("individual_document.txt") if payload is None else payload
    received = SIGNED_ON + timedelta(days=30)
    return verdict("individual_detached.der", document, trust(*names), received, iin)


@pytest.mark.parametrize("names", [PRODUCTION, TEST_GOST, TEST_RSA])
def test_authorities(names: tuple[str, str]) -> None:
    root, issuing = map(certificate, names)
    assert is_root(root)
    assert is_signed_by(issuing, root)
    assert not is_signed_by(issuing, issuing)
    assert not is_signed_by(root, issuing)


def test_published_fingerprints() -> None:
    shipped = anchor_files.shipped()
    assert shipped["root_gost_2022"] == certificate(PRODUCTION[0])
    assert shipped["nca_gost_2022"] == certificate(PRODUCTION[1])


def test_detached_signature_of_a_person() -> None:
    found = detached(*TEST_GOST, *PRODUCTION)
    assert (found.verdict, found.code) == ("valid", "ok")
    assert found.signer is not None
    assert (found.signer.iin, found.signer.surname) == (IIN, "ТЕСТОВ")
    assert found.signer.sha256 == certificate("individual_signer.cer").sha256
    assert (found.time_source, found.signed_at) == ("tst", SIGNED_ON)
    assert found.issuer == "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST 2022"


def test_one_byte_of_the_document_changed() -> None:
    document = bytearray(sample("individual_document.txt"))
    document[40] ^= 1
    found = detached(*TEST_GOST, *PRODUCTION, payload=bytes(document))
    assert (found.verdict, found.code) == ("refused", "message_digest")


def test_production_trust_knows_no_test_signer() -> None:
    found = detached(*PRODUCTION)
    assert (found.verdict, found.code, found.signer) == ("refused", "untrusted_chain", None)


def test_test_trust_knows_no_production_time_stamp() -> None:
    assert detached(*TEST_GOST).code == "untrusted_chain"


def test_another_person() -> None:
    assert detached(*TEST_GOST, *PRODUCTION, iin="020202100029").code == "iin_mismatch"


def test_every_changed_byte_of_the_signature_is_refused() -> None:
    blob, document = sample("individual_detached.der"), sample("individual_document.txt")
    trusted = trust(*TEST_GOST, *PRODUCTION)
    demand = Demand(payload=document, received_at=SIGNED_ON, iin=IIN)
    # digestAlgorithms, of the signature and of its time stamp, are signed by nobody.
    advice = bytes.fromhex("310e300c06082a830e030a0103030500")
    assert blob.count(advice) == 2
    unsigned = [blob.index(advice), blob.rindex(advice)]
    # Every 37th byte: some 90 places, all parts of the file.
    for place in range(0, len(blob), 37):
        if any(begin <= place < begin + len(advice) for begin in unsigned):
            continue
        changed = blob[:place] + bytes([blob[place] ^ 0x55]) + blob[place + 1 :]
        assert not decide(changed, demand, trusted, NotChecked()).is_valid, place


def test_attached_signature_by_ncanode_came_after_its_certificate_ended() -> None:
    received = datetime(2022, 9, 28, 14, 40, 30, tzinfo=UTC)
    found = verdict("ncanode_one_signer_rsa.der", b"test123", trust(*TEST_RSA), received)
    assert (found.verdict, found.code) == ("refused", "cert_expired")
    earlier = datetime(2021, 9, 28, tzinfo=UTC)
    found = verdict("ncanode_one_signer_rsa.der", b"test123", trust(*TEST_RSA), earlier)
    assert found.is_valid
    other = verdict("ncanode_one_signer_rsa.der", b"test124", trust(*TEST_RSA), earlier)
    assert other.code == "payload_mismatch"


def test_the_samples_folder_as_it_is_serves_as_anchors() -> None:
    found = {one.sha256 for one in trust_from_dir(FOLDER).certificates}
    expected = {certificate(name).sha256 for name in (*PRODUCTION, *TEST_GOST, *TEST_RSA)}
    assert found == expected


def test_an_empty_ocsp_nocheck_value_is_no_obstacle(tmp_path: Path) -> None:
    from signing.eds import der

    answer = der.read(sample("ocsp_response_individual_sign_2004.bin"))
    basic = der.read(answer.children()[1].children()[0].children()[1].octets())
    embedded = basic.children()[3].children()[0].children()[0]
    responder = certificate_read(embedded.raw)
    assert responder.extensions["1.3.6.1.5.5.7.48.1.5"][1] == b""
    assert responder.critical_unknown == ()
    assert is_signed_by(responder, certificate("nca_rsa_test.crt"))
