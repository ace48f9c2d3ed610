"""A throw-away certification authority: root, issuing CA, time stamps, OCSP, CRL, people's keys."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from . import certificates as x509
from . import cms, crl, ocsp, oids, timestamps
from .certificates import Attribute, Extension, Leaf
from .keys import Key, key_make
from .ocsp import Revoked, Status
from .profile import YEAR, ca_make, names, now, person_names

SERVICE = "http://127.0.0.1:8001/nca"
HOUR = timedelta(hours=1)
AGE = timedelta(days=30)  # old stamps and answers fall into the life of certificates
Tokens = Callable[[bytes], Sequence[bytes]]


@dataclass
class Authority:
    """Everything that issues. ``revoked`` and ``issued`` are what OCSP and the CRL answer from."""

    kind: str
    root: Leaf
    issuing: Leaf
    tsa: Leaf
    responder: Leaf
    service: str = SERVICE
    revoked: dict[int, Revoked] = field(default_factory=dict)
    issued: set[int] = field(default_factory=set)

    @classmethod
    def make(cls, kind: str = "gost", *, service: str = SERVICE) -> Self:
        """Fresh keys of this kind (gost, gost2004 or rsa); two authorities have the same names."""
        root = ca_make(kind, "ROOT", None)
        issuing = ca_make(kind, "ISSUING", root)
        made = cls(kind, root, issuing, tsa=root, responder=root, service=service)
        made.tsa = made.tsa_make()
        made.responder = made.responder_make()
        return made

    @property
    def anchors(self) -> dict[str, bytes]:
        return {"root": self.root.certificate_der, "issuing": self.issuing.certificate_der}

    # Certificates

    def person(
        self,
        iin: str = "020202100029",
        *,
        surname: str = "Образцов",
        given_name: str = "Пример",
        patronymic: str = "Тестович",
        **changes: Any,
    ) -> Leaf:
        """A citizen's signing certificate; ``changes`` as in `issue`."""
        subject = person_names(iin, surname, given_name, patronymic)
        return self.issue(**{"subject": subject, **changes})

    def auth_person(self, iin: str = "020202100029", **changes: Any) -> Leaf:
        """A citizen's certificate for authentication: it must never sign an act."""
        usage = {"key_usage": x509.AUTH_USAGE, "purposes": (oids.CLIENT_AUTH, oids.INDIVIDUAL)}
        return self.person(iin, **{**usage, **changes})

    def employee(
        self,
        iin: str = "060606100072",
        bin: str = "991240999119",
        role: str = "head",
        *,
        surname: str = "Басшы",
        given_name: str = "Мысал",
        patronymic: str = "Үлгіұлы",
        organization: str = "Мысал органы",
        **changes: Any,
    ) -> Leaf:
        """Signing certificate of a legal entity's head, signer or employee."""
        subject = [
            *person_names(iin, surname, given_name, patronymic),
            (oids.ORGANIZATION, organization),
            (oids.ORGANIZATIONAL_UNIT, f"BIN{bin}"),
        ]
        purposes = (oids.EMAIL_PROTECTION, oids.LEGAL_ENTITY, oids.ROLES[role])
        return self.issue(**{"subject": subject, "purposes": purposes, **changes})

    def tsa_make(self, **changes: Any) -> Leaf:
        """Its only purpose is time stamping, marked critical."""
        return self.issue(
            **{
                "subject": names("STAND-IN TIME-STAMPING AUTHORITY"),
                "purposes": (oids.TIME_STAMPING,),
                "purposes_critical": True,
                "key_usage": x509.DIGITAL_SIGNATURE,
                **changes,
            }
        )

    def responder_make(self, **changes: Any) -> Leaf:
        return self.issue(
            **{
                "subject": names("STAND-IN OCSP RESPONDER"),
                "purposes": (oids.OCSP_SIGNING,),
                "key_usage": x509.DIGITAL_SIGNATURE,
                "extensions": {oids.OCSP_NO_CHECK: x509.NO_CHECK},
                **changes,
            }
        )

    def issue(
        self,
        *,
        subject: Sequence[Attribute],
        purposes: Sequence[str] = (oids.EMAIL_PROTECTION, oids.INDIVIDUAL),
        purposes_critical: bool = False,
        key_usage: bytes = x509.SIGNING_USAGE,
        key: Key | None = None,
        issuer: Leaf | None = None,
        self_signed: bool = False,
        serial: int | None = None,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        extensions: Mapping[str, Extension | None] | None = None,
    ) -> Leaf:
        """An end certificate.

        ``extensions`` adds or replaces by OID and removes where the value is None; ``issuer``
        may be anybody with a key, another person too.
        """
        key = key or key_make(self.kind)
        begins = not_before or now() - AGE
        name = x509.name(subject)
        issuer = issuer or self.issuing
        issuer_key = key if self_signed else issuer.key
        wanted: dict[str, Extension | None] = {
            oids.CERTIFICATE_POLICIES: x509.policies(oids.POLICY),
            **x509.addresses(self.service, self.kind),
            oids.EXTENDED_KEY_USAGE: x509.extended_key_usage(purposes, critical=purposes_critical),
            oids.KEY_USAGE: x509.key_usage(key_usage),
            **x509.key_ids(key, issuer_key),
            oids.KEY_STORE_KIND: x509.KEY_STORE,
            **(extensions or {}),
        }
        leaf = x509.certificate_make(
            subject=name,
            key=key,
            issuer=name if self_signed else issuer.subject,
            issuer_key=issuer_key,
            serial=serial or x509.serial_make(),
            not_before=begins,
            not_after=not_after or begins + YEAR,
            extensions={kind: value for kind, value in wanted.items() if value is not None},
        )
        self.issued.add(leaf.serial)
        return leaf

    # Signatures

    def sign(
        self,
        leaf: Leaf,
        data: bytes,
        *,
        attached: bool = False,
        tst: bool | Tokens = True,
        pem: bool = False,
        at: datetime | None = None,
        signed_attrs: Sequence[bytes] | None = None,
        unsigned_attrs: Tokens | None = None,
        content: bytes | None = None,
        certificates: Sequence[bytes] | None = None,
        crls: Sequence[bytes] = (),
        ess: Leaf | None = None,
        **signer_switches: Any,
    ) -> bytes:
        """CMS as NCALayer makes it, and every wrong way of making it.

        ``tst`` may be a function from the signature value to the tokens; ``unsigned_attrs``
        likewise, to whole further attributes. ``content`` is embedded instead of the data.
        ``at`` is the signing time written down and stamped. ``signer_switches``: see
        `cms.signer_info`.
        """
        moment = at or now()
        if signed_attrs is None:
            signed_attrs = list(cms.attributes(leaf, data, at=moment, ess=ess).values())

        def unsigned(value: bytes) -> list[bytes]:
            tokens = tst(value) if callable(tst) else [self.tst(value, at=moment)] if tst else []
            stamped = [cms.time_stamp(*tokens)] if tokens else []
            return [*stamped, *(unsigned_attrs(value) if unsigned_attrs else ())]

        info = cms.signer_info(
            leaf, data, signed_attrs=signed_attrs, unsigned_attrs=unsigned, **signer_switches
        )
        blob = cms.signed_data(
            [info],
            content=content if content is not None else data if attached else None,
            certificates=[leaf.certificate_der] if certificates is None else certificates,
            digest_oids=[leaf.key.digest_oid],
            crls=crls,
        )
        return x509.pem(blob, "CMS").encode() if pem else blob

    def tst(
        self,
        data: bytes,
        *,
        at: datetime | None = None,
        tsa: Leaf | None = None,
        imprint: bytes | None = None,
        digest_oid: str | None = None,
        **switches: Any,
    ) -> bytes:
        """Time-stamp token over the data, a signature value; more: `timestamps.token`."""
        tsa = tsa or self.tsa
        imprint = imprint or timestamps.imprint_of(data, digest_oid or tsa.key.digest_oid)
        usual = {"policy": oids.TSA_POLICIES[self.kind], "nonce": secrets.randbits(62)}
        return timestamps.token(tsa, imprint, at=at or now(), **{**usual, **switches})

    # Revocation

    def revoke(self, leaf: Leaf, *, at: datetime | None = None, reason: int | None = None) -> None:
        self.revoked[leaf.serial] = Revoked(at or now(), reason)

    def status(self, serial: int) -> Status:
        if serial not in self.issued:
            return ocsp.NOT_ISSUED
        return self.revoked.get(serial, "good")

    def ocsp_request(self, leaf: Leaf, *, nonce: bytes | None = None) -> bytes:
        return ocsp.request(ocsp.cert_id(self.issuing, leaf.serial), nonce)

    def ocsp_response(
        self,
        asked: bytes | Leaf,
        *,
        status: Status | None = None,
        nonce: bytes | bool | None = True,
        serial: int | None = None,
        issuer: Leaf | None = None,
        responder: Leaf | None = None,
        produced_at: datetime | None = None,
        this_update: datetime | None = None,
        **switches: Any,
    ) -> bytes:
        """Answer to a request, or about a certificate when there is none.

        ``nonce`` True echoes what the request has; ``serial`` and ``issuer`` (another CA's key
        or name) spoil the CertID; ``responder`` signs instead of ours; more: `ocsp.response`.
        """
        if isinstance(asked, Leaf):
            cert_id, sent = ocsp.cert_id(self.issuing, asked.serial), None
        else:
            cert_id, sent = ocsp.request_read(asked)
        about = ocsp.serial_of(cert_id)
        if serial is not None or issuer is not None:
            cert_id = ocsp.cert_id(issuer or self.issuing, about if serial is None else serial)
        produced_at = produced_at or now()
        return ocsp.response(
            responder or self.responder,
            cert_id,
            self.status(about) if status is None else status,
            nonce=sent if nonce is True else nonce or None,
            produced_at=produced_at,
            this_update=this_update or produced_at,
            **switches,
        )

    def crl(
        self,
        revoked: Mapping[int, Revoked] | Sequence[Leaf] | None = None,
        *,
        delta: bool = False,
        number: int = 1,
        base_number: int = 1,
        issuer: Leaf | None = None,
        this_update: datetime | None = None,
        next_update: datetime | None = None,
        **switches: Any,
    ) -> bytes:
        """Revocation list of the issuing CA (of the root: ``issuer=authority.root``)."""
        this_update = this_update or now()
        entries = self.revoked if revoked is None else revoked
        if not isinstance(entries, Mapping):
            entries = {leaf.serial: Revoked(this_update - HOUR) for leaf in entries}
        return crl.crl_make(
            issuer or self.issuing,
            entries,
            number=number,
            base_number=base_number if delta else None,
            this_update=this_update,
            next_update=next_update or this_update + (8 * HOUR if delta else 27 * HOUR),
            **switches,
        )
