"""What the frames of a site say: arguments checked as NCALayer checks them, in its words."""

import base64
import binascii
from dataclasses import replace
from typing import Any

from cryptography import x509

from . import certificates, oids
from .keystore import Entry
from .window import Wish

STORAGES = {
    "PKCS12", "JKS", "AKKaztokenStore", "AKKZIDCardStore", "AKEToken72KStore",
    "AKEToken5110Store", "AKJaCartaStore", "AKAKEYStore",
}  # fmt: skip
PURPOSES = {"SIGNATURE": oids.EMAIL_PROTECTION, "AUTHENTICATION": oids.CLIENT_AUTH}
TIMES = "%d.%m.%Y %H:%M:%S"
JSON_EXCEPTION = "org.json.JSONException: JSONObject"

Frame = dict[str, Any]


class Mismatch(Exception):
    """commonUtils: an argument of another type than Java's method has."""


class Invocation(Exception):
    """The method threw; basics puts the text into ``details``."""


def order_read(args: Any) -> Frame:
    """Arguments of basics.sign; ``data`` comes back as a list of bytes."""
    if not isinstance(args, dict):
        raise Invocation(f'{JSON_EXCEPTION}["args"] is not a JSONObject.')
    for name in ("signingParams", "signerParams"):
        if name not in args:
            raise Invocation(f'{JSON_EXCEPTION}["{name}"] not found.')
        if not isinstance(args[name], dict):
            raise Invocation(f'{JSON_EXCEPTION}["{name}"] is not a JSONObject.')
    if args.get("format") != "cms":
        raise Invocation("The stand-in signs CMS only.")
    storages = args.get("allowedStorages")
    if storages is not None and not (_texts(storages) and set(storages) <= STORAGES):
        raise Invocation(f'{JSON_EXCEPTION}["allowedStorages"] is not known.')
    if not _texts(args["signerParams"].get("extKeyUsageOids") or []):
        raise Invocation(f'{JSON_EXCEPTION}["extKeyUsageOids"] is not a JSONArray.')
    return {**args, "data": _data(args)}


def _data(args: Frame) -> list[bytes]:
    data = args.get("data")
    several: Any = data if isinstance(data, list) else [data]
    if not several or not _texts(several):
        raise Invocation(f'{JSON_EXCEPTION}["data"] is not a string.')
    decode = args["signingParams"].get("decode", True)
    return [decoded(one) if decode else one.encode() for one in several]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def wish_of_basics(wish: Wish, signer: Frame) -> Wish:
    return replace(
        wish,
        purposes=frozenset(signer.get("extKeyUsageOids") or []),
        iin=str(signer.get("iin") or ""),
        bin=str(signer.get("bin") or ""),
        serial=str(signer.get("serialNumber") or ""),
    )


def wish_of_common(wish: Wish, key_type: str) -> Wish:
    """Any other word than these two lets the person choose any key."""
    purposes = {PURPOSES[key_type]} if key_type in PURPOSES else set()
    return replace(wish, purposes=frozenset(purposes))


def typed(args: list[Any], *types: type) -> None:
    if len(args) != len(types) or not all(map(isinstance, args, types)):
        raise Mismatch


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Invocation("java.lang.IllegalArgumentException: Illegal base64 character") from None


def key_info(entry: Entry) -> dict[str, str]:
    """What getKeyInfo tells of a key."""
    certificate = x509.load_der_x509_certificate(entry.leaf.certificate_der)
    identifier = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    return {
        "alias": certificates.key_id(entry.leaf.key).hex(),
        "keyId": f"{entry.leaf.serial:x}",
        "algorithm": "RSA" if entry.authority == "rsa" else "ECGOST34310",
        "subjectCn": _common_name(certificate.subject),
        "subjectDn": certificate.subject.rfc4514_string(),
        "issuerCn": _common_name(certificate.issuer),
        "issuerDn": certificate.issuer.rfc4514_string(),
        "serialNumber": str(entry.leaf.serial),
        "certNotBefore": certificate.not_valid_before_utc.strftime(TIMES),
        "certNotAfter": certificate.not_valid_after_utc.strftime(TIMES),
        "authorityKeyIdentifier": (identifier.value.key_identifier or b"").hex(),
        "pem": entry.leaf.pem,
    }


def _common_name(name: x509.Name) -> str:
    return str(name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value)
