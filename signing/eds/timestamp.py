"""Time-stamp tokens over a signature value (RFC 3161, RFC 5816; attribute: RFC 5126 §6.1.1)."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from signing.eds import cms, der, keys
from signing.eds.certificates import DIGITAL_SIGNATURE, TIME_STAMPING, Certificate
from signing.eds.der import Malformed, Node
from signing.eds.refusals import Refusal

TOKEN, TST_INFO = "1.2.840.113549.1.9.16.2.14", "1.2.840.113549.1.9.16.1.4"
_EXTENSIONS = 0xA1
_OWN_CODES = frozenset(
    "tst_imprint tsa_eku weak_digest weak_key algorithm_mismatch unknown_paramset".split()
)


@dataclass(frozen=True)
class TimeStamp:
    """A token whose signature fits the certificate it carries; its chain is not judged yet."""

    der: bytes
    time: datetime
    policy: str
    authority: Certificate


def token_node(unsigned: cms.Attributes) -> Node | None:
    """The only time stamp among unsigned attributes, None without any.

    ``Refusal``: another attribute (``unsigned_attribute``), or not just one token
    (``tst_count``).
    """
    if any(oid != TOKEN for oid, _ in unsigned):
        raise Refusal("unsigned_attribute")
    tokens = [value for _, values in unsigned for value in values]
    if len(tokens) > 1 or (unsigned and not tokens):
        raise Refusal("tst_count", str(len(tokens)))
    return tokens[0] if tokens else None


def token_check(node: Node, signature: bytes) -> TimeStamp:
    """Read a token and check it against the signature value it should stamp.

    ``Refusal``: ``tst_invalid`` (what it is, its own signature), ``tst_imprint`` (another
    signature), ``weak_digest`` (SHA-1), ``tsa_eku`` (not a time-stamping certificate), and what
    algorithms are refused for.
    """
    try:
        return _checked(node, signature)
    except Malformed as problem:
        raise Refusal("tst_invalid", str(problem)) from problem
    except Refusal as refusal:
        if refusal.code in _OWN_CODES:
            raise
        # Codes of the person's own signature would point at the wrong one of the two.
        raise Refusal("tst_invalid", refusal.code) from refusal


def _checked(node: Node, signature: bytes) -> TimeStamp:
    container = cms.container_read(node)
    if container.content_type != TST_INFO or container.content is None or container.has_crls:
        raise Refusal("tst_invalid", "content")
    if len(container.signers) != 1:
        raise Refusal("tst_invalid", f"{len(container.signers)} signers")
    if not 1 <= len(container.certificates) <= cms.MAX_CERTIFICATES:
        raise Refusal("tst_invalid", f"{len(container.certificates)} certificates")
    moment, policy, digest_oid, imprint = _info_read(container.content)
    signer = cms.signer_read(container.signers[0])
    authority = cms.signer_certificate(container, signer)
    if not compare_digest(imprint, keys.digest_of(digest_oid, signature)):
        raise Refusal("tst_imprint")
    _authority_check(authority)
    cms.attributes_check(signer, authority, TST_INFO, container.content)
    cms.signature_check(signer, authority)
    return TimeStamp(node.raw, moment, policy, authority)


def _authority_check(authority: Certificate) -> None:
    """Its only purpose is time stamping, marked critical (RFC 3161 §2.3); older ones of НУЦ
    have no keyUsage at all."""
    if authority.ekus != (TIME_STAMPING,) or not authority.is_eku_critical:
        raise Refusal("tsa_eku")
    if authority.key_usage and not authority.key_usage & {DIGITAL_SIGNATURE, 1}:
        raise Refusal("tsa_eku", "keyUsage")


def _info_read(content: bytes) -> tuple[datetime, str, str, bytes]:
    """genTime, policy, and the imprint's algorithm and value (RFC 3161 §2.4.2)."""
    fields = der.read(content).expect(0x30).children()
    if len(fields) < 5 or fields[0].integer() != 1:
        raise Malformed("TSTInfo")
    _, policy, imprint, serial, moment, *rest = fields
    serial.integer()
    parts = imprint.expect(0x30).children()
    if len(parts) != 2:
        raise Malformed("messageImprint")
    for extension in (item for part in rest if part.tag == _EXTENSIONS for item in part.children()):
        if any(field.tag == 0x01 and field.boolean() for field in extension.children()):
            raise Malformed("critical extension of a time stamp")
    algorithm = parts[0].expect(0x30).children()
    if not algorithm:
        raise Malformed("messageImprint")
    return moment.time(), policy.oid(), algorithm[0].oid(), parts[1].octets()
