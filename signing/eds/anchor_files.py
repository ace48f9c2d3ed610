"""Authorities' certificates as files: what ships, what НУЦ publishes, what must never be there.

``anchors/published.json`` lists every authority that we know, with the SHA-256 that was published
for it (empty: not known to us) and the file when it ships with the portal.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from signing.eds.armour import certificates_unwrap
from signing.eds.certificates import Certificate, certificate_read
from signing.eds.der import Malformed

FOLDER = Path(__file__).with_name("anchors")
STAND_IN_ORGANISATION, STAND_IN_PREFIX = "Open Dialogue stand-in", "STAND-IN"
# НУЦ's own TEST authorities: their keys are handed out to developers.
KNOWN_TEST = frozenset(
    {
        "b995e79e7c07429f8f79e185451e5599ce342ac720000f01b3854fdfa03031a6",  # root (GOST) 2022
        "beeffc0bdb77cd798c35983eb0715f6ef0051cccb71d7cd05505e8a4fb2c6f4d",  # issuing (GOST) 2022
        "4d05179bcb02180bfc37618372671357df7dd8b7865973eae77b83213cae717b",  # root (RSA)
        "7e96a36409dc11e0fc99efae41f8c639e16a495d77c2f2278edb98580f997231",  # issuing (RSA) 3.0
    }
)
MAX_FILE = 64 * 1024


class BadAnchor(ValueError):
    """A file among the anchors that must not be there."""


@dataclass(frozen=True)
class Published:
    """One authority of НУЦ; ``file`` and ``sha256`` are empty when we don't have them."""

    name: str
    file: str
    sha256: str
    algorithm: str
    role: str
    archive_only: bool
    source: str


@dataclass(frozen=True)
class AnchorFile:
    """One certificate of a folder, or why a file gave none."""

    name: str
    certificate: Certificate | None
    problem: str = ""


@cache
def published() -> tuple[Published, ...]:
    """Every authority that we know of."""
    rows = json.loads((FOLDER / "published.json").read_text(encoding="utf-8"))
    return tuple(Published(**row) for row in rows)


@cache
def shipped() -> dict[str, Certificate]:
    """Name -> certificate of what ships; ``BadAnchor`` unless each has its fingerprint."""
    return {row.name: _shipped(row) for row in published() if row.file}


def archive_only() -> frozenset[str]:
    """Fingerprints of authorities of the past."""
    return frozenset(row.sha256 for row in published() if row.archive_only)


def published_as(certificate: Certificate) -> Published | None:
    """The row whose published fingerprint it has."""
    rows = (row for row in published() if row.sha256 and row.sha256 == certificate.sha256)
    return next(rows, None)


def why_forbidden(certificate: Certificate) -> str:
    """Why production must never trust it; empty when nothing speaks against it."""
    if certificate.sha256 in KNOWN_TEST:
        return "a TEST authority of НУЦ"
    names = (certificate.common_name, certificate.organisation)
    if names[0].startswith(STAND_IN_PREFIX) or names[1] == STAND_IN_ORGANISATION:
        return "the authority of the development stand-ins"
    if "TEST" in names[0].replace("(", " ").replace(")", " ").split():
        return "called TEST by its issuer"
    return ""


def folder_read(folder: Path) -> Iterator[AnchorFile]:
    """Certificates of a folder's files (PEM, DER or bare base64), by name; hidden files are left
    out. A file that gives none stands there with its problem."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            yield from _file_read(path)


def certificates_read(data: bytes) -> list[Certificate]:
    """Authorities' certificates of one file's bytes; ``BadAnchor``."""
    try:
        found = [certificate_read(one) for one in certificates_unwrap(data)]
        if not found:
            raise BadAnchor("no certificate")
        # Lazily read parts too: what can't be read is not an authority.
        if not all(one.may_issue for one in found):
            raise BadAnchor("not an authority's certificate")
    except Malformed as problem:
        raise BadAnchor(f"not a certificate ({problem})") from problem
    return found


def _file_read(path: Path) -> Iterator[AnchorFile]:
    if path.stat().st_size > MAX_FILE:
        yield AnchorFile(path.name, None, "too large")
        return
    try:
        for certificate in certificates_read(path.read_bytes()):
            yield AnchorFile(path.name, certificate)
    except BadAnchor as problem:
        yield AnchorFile(path.name, None, str(problem))


def _shipped(row: Published) -> Certificate:
    (certificate,) = certificates_read((FOLDER / row.file).read_bytes())
    if certificate.sha256 != row.sha256:
        raise BadAnchor(f"{row.file}: its SHA-256 is {certificate.sha256}, not the published one")
    return certificate
