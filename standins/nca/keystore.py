"""Keys of the invented people, made at the first start and kept under VAR/nca.

Nothing here is secret: the keys sign for people who do not exist, under an authority that only
development trusts. They are made anew wherever they are missing and never lie in the repository.
"""

import base64
import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ..people import Person, load
from . import oids
from .authority import Authority
from .certificates import Leaf
from .keys import key_load
from .ocsp import Revoked
from .profile import YEAR, now

KINDS = ("gost", "rsa")
PARTS = ("root", "issuing", "tsa", "responder")
KEY_COMPROMISE = 1
LIFE = timedelta(days=300)  # the certificates live a year


@dataclass(frozen=True)
class Entry:
    """One key file as the window of NCALayer lists it."""

    id: str
    person: str  # key of people.json
    usage: str  # sign, auth, head, signer, employee, rsa, expired, revoked
    authority: str
    name: str
    iin: str
    bin: str
    leaf: Leaf

    @property
    def purposes(self) -> frozenset[str]:
        if self.usage == "auth":
            return frozenset({oids.CLIENT_AUTH, oids.INDIVIDUAL})
        if self.bin:
            role = oids.ROLES[self.usage]
            return frozenset({oids.EMAIL_PROTECTION, oids.LEGAL_ENTITY, role})
        return frozenset({oids.EMAIL_PROTECTION, oids.INDIVIDUAL})

    @property
    def by_default(self) -> bool:
        """Whether it may be taken without anybody having chosen it."""
        return self.usage not in {"rsa", "expired", "revoked"}


@dataclass
class Keystore:
    authorities: dict[str, Authority]
    entries: dict[str, Entry]
    file: Path

    def authority_of(self, entry: Entry) -> Authority:
        return self.authorities[entry.authority]

    def revoked(self, entry: Entry) -> bool:
        return entry.leaf.serial in self.authority_of(entry).revoked

    def revoke(self, entry: Entry) -> None:
        self.authority_of(entry).revoke(entry.leaf, reason=KEY_COMPROMISE)
        _save(self)

    def restore(self, entry: Entry) -> None:
        self.authority_of(entry).revoked.pop(entry.leaf.serial, None)
        _save(self)


def keystore_open(directory: Path, service: str) -> Keystore:
    """What lies in the directory, or a new one; the authorities' certificates as PEM beside it."""
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "keys.json"
    store = _load(file, service)
    if store is None:
        store = _make(file, service)
        _save(store)
    _anchors_write(directory / "anchors", store)
    return store


def anchors_pem(store: Keystore) -> str:
    return "".join(leaf.pem for a in store.authorities.values() for leaf in (a.root, a.issuing))


# Made


def _make(file: Path, service: str) -> Keystore:
    authorities = {kind: Authority.make(kind, service=service) for kind in KINDS}
    people, organizations = load()
    entries = [
        entry
        for person in people.values()
        if person.iin
        for entry in _entries(person, organizations, authorities)
    ]
    return Keystore(authorities, {entry.id: entry for entry in entries}, file)


def _entries(
    person: Person, organizations: dict[str, Any], authorities: dict[str, Authority]
) -> Iterator[Entry]:
    gost = authorities["gost"]
    yield _personal(person, "sign", gost)
    yield _personal(person, "auth", gost)
    if person.organization:
        yield _employee(person, organizations[person.organization], gost)
    if person.key == "primer":  # one person is enough to try these
        yield _personal(person, "rsa", authorities["rsa"])
        ended = now() - timedelta(days=30)
        yield _personal(person, "expired", gost, not_before=ended - YEAR, not_after=ended)
        revoked = _personal(person, "revoked", gost)
        gost.revoke(revoked.leaf, at=now() - timedelta(hours=1), reason=KEY_COMPROMISE)
        yield revoked


def _personal(person: Person, usage: str, authority: Authority, **changes: Any) -> Entry:
    issue = authority.auth_person if usage == "auth" else authority.person
    leaf = issue(person.iin or "", **_names(person), **changes)
    return _entry(person, usage, authority.kind, "", leaf)


def _employee(person: Person, organization: dict[str, Any], authority: Authority) -> Entry:
    role = _role(person)
    name = organization["name"][person.language]
    bin = organization["bin"]
    leaf = authority.employee(person.iin or "", bin, role, organization=name, **_names(person))
    return _entry(person, role, authority.kind, bin, leaf)


def _role(person: Person) -> str:
    if "head" in person.roles:
        return "head"
    return "signer" if "clerk" in person.roles else "employee"


def _entry(person: Person, usage: str, authority: str, bin: str, leaf: Leaf) -> Entry:
    return Entry(
        id=f"{person.key}-{usage}",
        person=person.key,
        usage=usage,
        authority=authority,
        name=person.full_name,
        iin=person.iin or "",
        bin=bin,
        leaf=leaf,
    )


def _names(person: Person) -> dict[str, str]:
    return {
        "surname": person.surname,
        "given_name": person.name,
        "patronymic": person.patronymic,
    }


# Kept


def _save(store: Keystore) -> None:
    data = {
        "made": now().isoformat(),
        "authorities": {kind: _authority_dump(a) for kind, a in store.authorities.items()},
        "entries": [{**vars(e), "leaf": _leaf_dump(e.leaf)} for e in store.entries.values()],
    }
    part = store.file.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        json.dump(data, output, ensure_ascii=False, indent=1)
    part.replace(store.file)


def _load(file: Path, service: str) -> Keystore | None:
    """None also when the file is old, of another version or not whole: all is made anew."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        data = json.loads(file.read_text(encoding="utf-8"))
        if datetime.fromisoformat(data["made"]) + LIFE < now():
            return None
        authorities = {
            kind: _authority_load(kind, data["authorities"][kind], service) for kind in KINDS
        }
        entries = [
            Entry(**{**row, "leaf": _leaf_load(row["authority"], row["leaf"])})
            for row in data["entries"]
        ]
        return Keystore(authorities, {entry.id: entry for entry in entries}, file)
    return None


def _authority_dump(authority: Authority) -> dict[str, Any]:
    parts: dict[str, Any] = {part: _leaf_dump(getattr(authority, part)) for part in PARTS}
    revoked = [
        [serial, why.at.isoformat(), why.reason] for serial, why in authority.revoked.items()
    ]
    return {**parts, "issued": sorted(authority.issued), "revoked": revoked}


def _authority_load(kind: str, row: dict[str, Any], service: str) -> Authority:
    parts = {part: _leaf_load(kind, row[part]) for part in PARTS}
    revoked = {
        serial: Revoked(datetime.fromisoformat(at), why) for serial, at, why in row["revoked"]
    }
    return Authority(kind, **parts, service=service, revoked=revoked, issued=set(row["issued"]))


def _leaf_dump(leaf: Leaf) -> dict[str, str]:
    certificate = base64.b64encode(leaf.certificate_der).decode()
    return {"certificate": certificate, "key": leaf.key.dump()}


def _leaf_load(kind: str, row: dict[str, str]) -> Leaf:
    return Leaf(base64.b64decode(row["certificate"]), key_load(kind, row["key"]))


def _anchors_write(directory: Path, store: Keystore) -> None:
    directory.mkdir(exist_ok=True)
    for kind, authority in store.authorities.items():
        for name, leaf in (("root", authority.root), ("issuing", authority.issuing)):
            part = directory / f"{kind}-{name}.part"
            part.write_text(leaf.pem)
            part.replace(directory / f"{kind}-{name}.pem")
