"""Authorities: what ships, what an operator adds, what production refuses."""

import json
from io import StringIO
from pathlib import Path

from django.core.checks import Error
from django.core.management import call_command

import pytest

from signing.eds import anchor_files
from signing.eds.anchor_checks import anchors_check
from signing.eds.anchor_files import BadAnchor
from signing.eds.certificates import certificate_read
from signing.eds.trust import is_signed_by, trust_from_dir, trust_of, trust_production
from standins.nca import Authority, oids
from standins.nca import certificates as x509
from tests.signing.eds.samples import FOLDER, needs_samples
from tests.signing.eds.scene import IIN, Trial, now, scene, signed, trust_in


@pytest.fixture(scope="module")
def foreign() -> Authority:
    """An authority that is neither ours nor a stand-in by its name."""
    authority = Authority.make("rsa")
    name = x509.name([(oids.COMMON_NAME, "НЕГІЗГІ (RSA) 2020"), (oids.COUNTRY, "KZ")])
    authority.root = x509.certificate_make(
        subject=name,
        key=authority.root.key,
        issuer=name,
        issuer_key=authority.root.key,
        serial=7,
        not_before=now(),
        not_after=now().replace(year=2045),
        extensions={
            oids.BASIC_CONSTRAINTS: x509.basic_constraints(),
            oids.KEY_USAGE: x509.key_usage(x509.CA_USAGE),
        },
    )
    return authority


def lay(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def sha256(data: bytes) -> str:
    return certificate_read(data).sha256


def errors() -> list[str]:
    found = anchors_check()
    assert all(isinstance(one, Error) for one in found)
    return [str(one.id) for one in found]


@pytest.fixture
def pinned(settings, tmp_path: Path) -> Path:
    """As production: an empty folder for added authorities, each to be listed."""
    settings.EDS_ANCHORS_DIR = str(tmp_path)
    settings.EDS_ANCHORS_SHA256 = []
    settings.EDS_ANCHORS_PINNED = True
    return tmp_path


def test_what_ships_has_the_published_fingerprints() -> None:
    shipped = anchor_files.shipped()
    assert set(shipped) == {"root_gost_2022", "nca_gost_2022"}
    assert is_signed_by(shipped["nca_gost_2022"], shipped["root_gost_2022"])
    assert not any(map(anchor_files.why_forbidden, shipped.values()))


def test_what_ships_is_trusted_and_is_enough_for_the_check(pinned: Path) -> None:
    assert {one.sha256 for one in trust_production().certificates} == {
        row.sha256 for row in anchor_files.published() if row.file
    }
    assert errors() == []


def test_a_listed_file_is_trusted(settings, pinned: Path, foreign: Authority) -> None:
    root = foreign.root.certificate_der
    settings.EDS_ANCHORS_SHA256 = [sha256(root)]
    lay(pinned, **{"root_rsa_2020.cer": root})
    assert sha256(root) in {one.sha256 for one in trust_production().certificates}
    assert errors() == []


def test_a_file_that_is_not_listed_is_refused(pinned: Path, foreign: Authority) -> None:
    lay(pinned, **{"root_rsa_2020.cer": foreign.root.certificate_der})
    with pytest.raises(BadAnchor, match="neither published nor in EDS_ANCHORS_SHA256"):
        trust_production()
    assert errors() == ["signing.E003"]


def test_another_file_than_the_listed_one_is_refused(
    settings, pinned: Path, foreign: Authority
) -> None:
    settings.EDS_ANCHORS_SHA256 = ["0" * 64]
    lay(pinned, **{"root_rsa_2020.cer": foreign.root.certificate_der})
    assert errors() == ["signing.E003"]


def test_a_stand_in_is_refused_even_when_listed(settings, pinned: Path) -> None:
    anchors = scene("gost").authority.anchors
    settings.EDS_ANCHORS_SHA256 = [sha256(one) for one in anchors.values()]
    lay(pinned, **anchors)
    with pytest.raises(BadAnchor, match="stand-ins"):
        trust_production()
    assert errors() == ["signing.E003", "signing.E003"]


@needs_samples
@pytest.mark.parametrize("name", ["root_test_gost_2022.cer", "nca_rsa_test.crt"])
def test_a_test_authority_is_refused_even_when_listed(settings, pinned: Path, name: str) -> None:
    (file,) = (one for one in anchor_files.folder_read(FOLDER) if one.name == name)
    assert file.certificate is not None
    settings.EDS_ANCHORS_SHA256 = [file.certificate.sha256]
    lay(pinned, **{name: (FOLDER / name).read_bytes()})
    with pytest.raises(BadAnchor, match="TEST"):
        trust_production()
    assert errors() == ["signing.E003"]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x30\x00", b"x" * 100_000])
def test_rubbish_in_the_folder_is_refused(pinned: Path, data: bytes) -> None:
    lay(pinned, rubbish=data)
    with pytest.raises(BadAnchor):
        trust_production()
    assert errors() == ["signing.E003"]


def test_a_citizen_s_certificate_is_no_authority(settings, pinned: Path) -> None:
    leaf = scene("rsa").leaf.certificate_der
    settings.EDS_ANCHORS_SHA256 = [sha256(leaf)]
    lay(pinned, leaf=leaf)
    assert errors() == ["signing.E003"]


def test_a_folder_that_is_missing_is_an_error(settings, pinned: Path) -> None:
    settings.EDS_ANCHORS_DIR = str(pinned / "nothing")
    assert errors() == ["signing.E004"]


def test_trusting_unlisted_authorities_is_an_error_in_production(settings, pinned: Path) -> None:
    settings.EDS_ANCHORS_PINNED = False
    assert errors() == ["signing.E001"]


def test_an_authority_that_ships_and_was_changed(
    pinned: Path, monkeypatch, tmp_path_factory
) -> None:
    folder = tmp_path_factory.mktemp("anchors")
    for path in anchor_files.FOLDER.iterdir():
        lay(folder, **{path.name: path.read_bytes()})
    lay(folder, **{"root_gost_2022.pem": scene("gost").authority.root.pem.encode()})
    monkeypatch.setattr(anchor_files, "FOLDER", folder)
    anchor_files.shipped.cache_clear()
    try:
        assert errors() == ["signing.E002"]
    finally:
        anchor_files.shipped.cache_clear()


def test_development_trusts_its_stand_in_as_soon_as_it_lies_there(settings, pinned: Path) -> None:
    there = scene("rsa")
    settings.EDS_ANCHORS_PINNED = False
    trial = Trial(signed(there))
    assert trial.decide(trust_production()).code == "untrusted_chain"
    lay(pinned, **there.authority.anchors)
    assert trial.decide(trust_production()).is_valid
    assert trust_production() is trust_production()


def test_authorities_of_the_past_are_for_archives_only() -> None:
    there = scene("rsa")
    fingerprints = frozenset(map(sha256, there.authority.anchors.values()))
    trust = trust_in(there.authority)
    trust.archive_only = fingerprints
    trial = Trial(signed(there))
    assert trial.decide(trust).code == "untrusted_chain"
    assert trial.asking(archive=True).decide(trust).is_valid
    assert len(anchor_files.archive_only()) == 4


def test_an_issuing_authority_needs_its_root() -> None:
    there = scene("rsa")
    issuing = certificate_read(there.authority.anchors["issuing"])
    assert Trial(signed(there)).decide(trust_of([issuing])).code == "untrusted_chain"
    evil = certificate_read(there.evil.anchors["root"])
    assert Trial(signed(there)).decide(trust_of([issuing, evil])).code == "untrusted_chain"


def test_a_root_that_did_not_sign_itself_is_left_out() -> None:
    there = scene("rsa")
    root = there.authority.root
    false = x509.certificate_make(
        subject=root.subject,
        key=root.key,
        issuer=root.subject,
        issuer_key=there.evil.root.key,
        serial=1,
        not_before=now(),
        not_after=now().replace(year=2045),
        extensions={
            oids.BASIC_CONSTRAINTS: x509.basic_constraints(),
            oids.KEY_USAGE: x509.key_usage(x509.CA_USAGE),
        },
    )
    issuing = there.authority.anchors["issuing"]
    trust = trust_of(map(certificate_read, (false.certificate_der, issuing)))
    assert Trial(signed(there)).decide(trust).code == "untrusted_chain"


def test_path_length_of_an_authority_is_kept() -> None:
    authority = Authority.make("rsa")
    key, root = authority.issuing.key, authority.root

    def issuing(issuer: x509.Leaf, number: int) -> x509.Leaf:
        return x509.certificate_make(
            subject=x509.name([(oids.COMMON_NAME, f"STAND-IN {number}")]),
            key=key,
            issuer=issuer.subject,
            issuer_key=issuer.key,
            serial=number,
            not_before=now(),
            not_after=now().replace(year=2045),
            extensions={
                oids.BASIC_CONSTRAINTS: x509.basic_constraints(0),
                oids.KEY_USAGE: x509.key_usage(x509.CA_USAGE),
            },
        )

    first = issuing(root, 11)
    second = issuing(first, 12)
    trust = trust_of(certificate_read(one.certificate_der) for one in (root, first, second))
    by_first = authority.sign(authority.person(IIN, issuer=first), b"x", tst=False)
    by_second = authority.sign(authority.person(IIN, issuer=second), b"x", tst=False)
    assert Trial(by_first, payload=b"x").decide(trust).is_valid
    assert Trial(by_second, payload=b"x").decide(trust).code == "untrusted_chain"


def test_folder_of_pem_der_and_base64(tmp_path: Path) -> None:
    import base64

    there = scene("gost").authority
    lay(
        tmp_path,
        **{
            "root.txt": base64.b64encode(there.root.certificate_der),
            "issuing.pem": there.issuing.pem.encode(),
            "README": "Қалай жасалды".encode(),
        },
    )
    assert len(trust_from_dir(tmp_path).certificates) == 2
    assert Trial(signed(scene("gost"))).decide(trust_from_dir(tmp_path)).is_valid


def test_folder_without_authorities(tmp_path: Path) -> None:
    lay(tmp_path, README=b"nothing")
    with pytest.raises(BadAnchor):
        trust_from_dir(tmp_path)


def shown() -> list[dict[str, object]]:
    out = StringIO()
    call_command("eds_anchors", "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_command_shows_what_ships_and_what_does_not(pinned: Path) -> None:
    rows = {row["name"]: row for row in shown()}
    assert len(rows) == 8
    root = rows["root_gost_2022"]
    assert (root["status"], root["is_published"]) == ("shipped", True)
    assert root["sha256"] == root["published_sha256"]
    assert len(str(root["sha1"])) == 40
    missing = rows["root_rsa_2020"]
    assert (missing["status"], missing["published_sha256"]) == ("not_shipped", "")
    assert "download it, compare" in str(missing["note"])
    assert rows["nca_rsa_2018"]["archive_only"] is True


def test_command_shows_what_was_added(settings, pinned: Path, foreign: Authority) -> None:
    root = foreign.root.certificate_der
    settings.EDS_ANCHORS_SHA256 = [sha256(root)]
    lay(pinned, added=root)
    (row,) = (row for row in shown() if row["name"] == "added")
    assert (row["status"], row["is_published"], row["note"]) == ("added", None, "")


def test_command_fails_on_what_production_would_refuse(
    pinned: Path, capsys, foreign: Authority
) -> None:
    lay(pinned, added=foreign.root.certificate_der)
    with pytest.raises(SystemExit) as end:
        call_command("eds_anchors")
    assert end.value.code == 1
    assert "added: refused" in capsys.readouterr().out
