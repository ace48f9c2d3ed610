"""Digests and signatures of GOST: published examples, another library, hostile numbers."""

import json
import random
from functools import cache

import gostcrypto
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from signing.eds.armour import certificates_unwrap
from signing.eds.certificates import Certificate, certificate_read
from signing.eds.gost import verifying
from signing.eds.gost.curves import CRYPTOPRO_256_A, TC26_512_A, Curve
from signing.eds.gost.gost94 import gost94
from signing.eds.gost.streebog import streebog256, streebog512
from signing.eds.gost.verifying import BadPublicKey, PublicPoint
from standins.nca import gost as signing
from tests.signing.eds.samples import needs_samples, sample

# RFC 7091, §7.1: neither the usual prime below a power of two nor a = -3.
RFC_7091 = Curve(
    name="rfc7091",
    size=32,
    p=2**255 + 1073,
    a=7,
    b=0x5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E,
    q=0x8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3,
    x=2,
    y=0x8E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8,
)


class AnyPrime(Curve):
    """A curve of any prime: numbers are folded at 2**1700, which leaves them long, not wrong."""

    bits = 1700

    @property
    def fold(self) -> int:
        return 2**self.bits % self.p


# GOST R 34.10-2012, appendix A.2: its prime lies next to no power of two.
APPENDIX_512 = AnyPrime(
    name="appendix-512",
    size=64,
    p=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
        16,
    ),
    a=7,
    b=int(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43"
        "61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
        16,
    ),
    q=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
        16,
    ),
    x=int(
        "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762"
        "FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
        16,
    ),
    y=int(
        "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C"
        "83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        16,
    ),
)
CURVES = (TC26_512_A, CRYPTOPRO_256_A, RFC_7091)
SECRETS = {TC26_512_A: signing.TC26_512_A, CRYPTOPRO_256_A: signing.CRYPTOPRO_256_A}
by_name = pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
ours = pytest.mark.parametrize("curve", SECRETS, ids=lambda curve: curve.name)

# RFC 6986, §10: M1 and M2 (octets in the order in which they are hashed).
M1 = b"012345678901234567890123456789012345678901234567890123456789012"
M2 = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")


def little(curve: Curve, *numbers: int) -> bytes:
    return b"".join(number.to_bytes(curve.size, "little") for number in numbers)


# Streebog


@pytest.mark.parametrize(
    ("message", "long", "short"),
    [
        (
            M1,
            "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
            "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
            "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500",
        ),
        (
            M2,
            "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
            "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
            "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50",
        ),
    ],
    ids=["M1", "M2"],
)
def test_streebog_of_rfc_6986(message: bytes, long: str, short: str) -> None:
    assert streebog512(message).hex() == long
    assert streebog256(message).hex() == short


def independent(size: int, data: bytes) -> bytes:
    digest = gostcrypto.gosthash.new(f"streebog{size}", data=bytearray(data))
    return bytes(digest.digest())


def test_streebog_of_every_length_around_the_block() -> None:
    source = random.Random(34)
    for length in range(131):
        data = source.randbytes(length)
        assert streebog512(data) == independent(512, data), length
        assert streebog256(data) == independent(256, data), length


@pytest.mark.parametrize("octet", [0x00, 0xFF])
def test_streebog_of_blocks_that_overflow_the_sum(octet: int) -> None:
    """The sum of all blocks is kept modulo 2**512."""
    for length in (63, 64, 128, 640, 641):
        data = bytes([octet]) * length
        assert streebog512(data) == independent(512, data)


@given(st.binary(max_size=1000))
@settings(max_examples=25, deadline=None)
def test_streebog_of_anything(data: bytes) -> None:
    assert streebog512(data) == independent(512, data)


# GOST R 34.11-94


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"),
        (
            b"This is message, length=32 bytes",
            "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa",
        ),
        (
            b"Suppose the original message has length = 50 bytes",
            "471aba57a60a770d3a76130635c1fbea4ef14de51f78b4ae57dd893b62f55208",
        ),
    ],
    ids=["empty", "32", "50"],
)
def test_gost94_with_the_test_parameters(message: bytes, digest: str) -> None:
    """RFC 5831 §7.3 and the examples of the standard."""
    assert gost94(message).hex() == digest


def test_gost94_tells_a_zero_at_the_end_from_none() -> None:
    """Padding is zeros; only the length makes the difference."""
    assert len({gost94(b"a" + b"\x00" * count) for count in range(33)}) == 33


# Signatures: published numbers


def test_signature_of_rfc_7091() -> None:
    """§7.1: the worked example."""
    point = PublicPoint(
        RFC_7091,
        little(
            RFC_7091,
            0x7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B,
            0x26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA,
        ),
    )
    digest = little(RFC_7091, 0x2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5)
    r = 0x41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493
    s = 0x1456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40
    assert point.verify(digest, little(RFC_7091, r, s))
    assert not point.verify(digest, little(RFC_7091, s, r))
    assert not point.verify(digest[::-1], little(RFC_7091, r, s))
    assert not point.verify(digest, little(RFC_7091, r, s + 1))


def test_signature_of_the_standards_512_bit_example() -> None:
    """GOST R 34.10-2012, appendix A.2."""
    key = (
        "115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD"
        "5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
        "37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61"
        "EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
    )
    e = (
        "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591"
        "7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C"
    )
    signature = (
        "2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD3"
        "5492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
        "1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5"
        "823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
    )
    curve, (r, s) = APPENDIX_512, (int(number, 16) for number in signature)
    point = PublicPoint(curve, little(curve, *(int(number, 16) for number in key)))
    digest = little(curve, int(e, 16))
    assert point.verify(digest, little(curve, r, s))
    assert not point.verify(digest, little(curve, s, r))
    assert not point.verify(digest, little(curve, r + 1, s))
    assert not point.verify(digest, little(curve, r, s + 1))
    assert not point.verify(little(curve, int(e, 16) + 1), little(curve, r, s))


@needs_samples
def test_signature_made_by_kalkan() -> None:
    """The library of НУЦ itself."""
    vector = json.loads(sample("kalkan_gost512_vector.json"))
    digest = streebog512(vector["msg"].encode())
    signature = bytes.fromhex(vector["sig_r_le_s_le"])
    key = little(TC26_512_A, int(vector["qx_be"], 16), int(vector["qy_be"], 16))
    assert digest.hex() == vector["streebog512"]
    point = PublicPoint(TC26_512_A, key)
    assert point.verify(digest, signature)
    for at in range(0, 128, 9):
        changed = bytes([signature[at] ^ 1])
        assert not point.verify(digest, signature[:at] + changed + signature[at + 1 :])


def certificate(name: str) -> Certificate:
    (data,) = certificates_unwrap(sample(name))
    return certificate_read(data)


@needs_samples
@pytest.mark.parametrize(
    ("signed", "issuer"),
    [
        ("root_gost_2022.pem", "root_gost_2022.pem"),
        ("nca_gost_2022.pem", "root_gost_2022.pem"),
        ("root_test_gost_2022.cer", "root_test_gost_2022.cer"),
        ("nca_gost2022_test.cer", "root_test_gost_2022.cer"),
        ("individual_signer.cer", "nca_gost2022_test.cer"),
    ],
)
def test_certificates_of_the_authority(signed: str, issuer: str) -> None:
    below, above = certificate(signed), certificate(issuer)
    point = PublicPoint(TC26_512_A, above.key_bits[-128:])
    assert point.verify(streebog512(below.tbs), below.signature)
    assert not point.verify(streebog512(below.tbs + b"\x00"), below.signature)


@needs_samples
def test_issuing_authority_did_not_sign_itself() -> None:
    issuing = certificate("nca_gost_2022.pem")
    point = PublicPoint(TC26_512_A, issuing.key_bits[-128:])
    assert not point.verify(streebog512(issuing.tbs), issuing.signature)


# Signatures: another library (its numbers are big-endian)


def reversed_halves(data: bytes) -> bytes:
    half = len(data) // 2
    return data[:half][::-1] + data[half:][::-1]


GOSTCRYPTO = gostcrypto.gostsignature.CURVES_R_1323565_1_024_2019
# Those of its curves whose prime lies next to a power of two and whose cofactor is 1.
THEIRS = (
    "id-tc26-gost-3410-12-512-paramSetA",
    "id-tc26-gost-3410-12-512-paramSetB",
    "id-tc26-gost-3410-2012-256-paramSetB",
    "id-tc26-gost-3410-2012-256-paramSetC",
)


def curve_of(name: str) -> Curve:
    numbers = {key: GOSTCRYPTO[name][key] for key in "pabqxy"}
    return Curve(name=name, size=64 if "-512-" in name else 32, **numbers)


def other(name: str) -> gostcrypto.gostsignature.GOST34102012:
    mode = "MODE_512" if "-512-" in name else "MODE_256"
    return gostcrypto.gostsignature.new(
        getattr(gostcrypto.gostsignature, mode), dict(GOSTCRYPTO[name])
    )


def test_our_curves_are_those_of_the_other_library() -> None:
    for curve, name in ((TC26_512_A, THEIRS[0]), (CRYPTOPRO_256_A, THEIRS[2])):
        theirs = curve_of(name)
        for key in "pabqxy":
            assert getattr(curve, key) == getattr(theirs, key), (name, key)


@pytest.mark.parametrize("name", THEIRS)
def test_their_signatures_verify_here(name: str) -> None:
    curve, library = curve_of(name), other(name)
    source = random.Random(name)
    secret = source.randrange(1, curve.q).to_bytes(curve.size, "big")
    digest = source.randbytes(curve.size)
    key = bytes(library.public_key_generate(bytearray(secret)))
    once = source.randrange(1, curve.q).to_bytes(curve.size, "big")
    made = bytes(library.sign(bytearray(secret), bytearray(digest), bytearray(once)))
    point = PublicPoint(curve, reversed_halves(key))
    assert point.verify(digest[::-1], reversed_halves(made))
    assert not point.verify(digest, reversed_halves(made))
    assert not point.verify(digest[::-1], made)


@ours
def test_signatures_of_the_simulator_verify_there(curve: Curve) -> None:
    name = THEIRS[0] if curve is TC26_512_A else THEIRS[2]
    key, digest, made = sample_signature(curve)
    library = other(name)
    there = bytearray(reversed_halves(key)), bytearray(digest[::-1])
    assert library.verify(*there, bytearray(reversed_halves(made)))
    changed = made[:-1] + bytes([made[-1] ^ 1])
    assert not library.verify(*there, bytearray(reversed_halves(changed)))
    assert not PublicPoint(curve, key).verify(digest, changed)


# Refused numbers


@cache
def sample_signature(curve: Curve, secret: int = 0) -> tuple[bytes, bytes, bytes]:
    """Key, digest, signature."""
    own = SECRETS[curve]
    secret = secret or signing.secret_make(own)
    digest = (streebog512 if curve.size == 64 else gost94)(M2)
    return signing.public_of(own, secret), digest, signing.sign(own, secret, digest)


@ours
def test_numbers_out_of_range_are_refused(curve: Curve) -> None:
    key, digest, made = sample_signature(curve)
    point, size, q = PublicPoint(curve, key), curve.size, curve.q
    r, s = (int.from_bytes(half, "little") for half in (made[:size], made[size:]))
    assert point.verify(digest, little(curve, r, s))
    highest = 2 ** (8 * size) - 1
    for wrong in (0, q, q + 1, highest, curve.p):
        assert not point.verify(digest, little(curve, wrong, s))
        assert not point.verify(digest, little(curve, r, wrong))
    assert not point.verify(digest, little(curve, 0, 0))
    assert not point.verify(digest, b"\xff" * 2 * size)


@ours
def test_the_same_number_above_q_is_no_second_signature(curve: Curve) -> None:
    """r and r + q are equal modulo q; a signature has one form only. With the secret number
    k = 1 both fit into their octets: r is the base point's x, which is small."""
    secret, r = 2**255 - 19, curve.x
    key = signing.public_of(SECRETS[curve], secret)
    digest = little(curve, 5)
    s = (r * secret + 5) % curve.q
    point = PublicPoint(curve, key)
    assert point.verify(digest, little(curve, r, s))
    assert not point.verify(digest, little(curve, r + curve.q, s))


@ours
@pytest.mark.parametrize("change", [-1, 1, None])
def test_wrong_length_is_refused(curve: Curve, change: int | None) -> None:
    key, digest, made = sample_signature(curve)
    wrong = b"" if change is None else (made + b"\x00")[: len(made) + change]
    assert not PublicPoint(curve, key).verify(digest, wrong)


@ours
def test_every_flipped_bit_is_seen(curve: Curve) -> None:
    """In every octet of signature and digest one bit, in turn."""
    key, digest, made = sample_signature(curve)
    point = PublicPoint(curve, key)
    for at in range(len(made)):
        changed = bytes([made[at] ^ 1 << at % 8])
        assert not point.verify(digest, made[:at] + changed + made[at + 1 :])
    for at in range(len(digest)):
        changed = bytes([digest[at] ^ 1 << at % 8])
        assert not point.verify(digest[:at] + changed + digest[at + 1 :], made)


@ours
def test_another_key_is_refused(curve: Curve) -> None:
    _, digest, made = sample_signature(curve)
    stranger = signing.public_of(SECRETS[curve], signing.secret_make(SECRETS[curve]))
    assert not PublicPoint(curve, stranger).verify(digest, made)


@ours
def test_the_mirrored_key_is_another_key(curve: Curve) -> None:
    key, digest, made = sample_signature(curve)
    x, y = key[: curve.size], int.from_bytes(key[curve.size :], "little")
    mirrored = PublicPoint(curve, x + little(curve, curve.p - y))
    assert not mirrored.verify(digest, made)


@ours
def test_a_key_is_a_point_of_the_curve(curve: Curve) -> None:
    key, size = sample_signature(curve)[0], curve.size
    x, y = (int.from_bytes(half, "little") for half in (key[:size], key[size:]))
    wrong = [
        b"",
        key[:-1],
        key + b"\x00",
        b"\x00" * 2 * size,  # what stands for infinity elsewhere
        b"\xff" * 2 * size,
        little(curve, x, y ^ 1),
        little(curve, x ^ 1, y),
        little(curve, y, x),
        key[::-1],
        little(curve, curve.p, y),
        little(curve, x, curve.p),
    ]
    for data in wrong:
        with pytest.raises(BadPublicKey):
            PublicPoint(curve, data)


def test_a_coordinate_has_one_form() -> None:
    """x + p would be the same point; both fit into 64 octets only for x below 569."""
    base = TC26_512_A.x, TC26_512_A.y
    assert PublicPoint(TC26_512_A, little(TC26_512_A, *base)).x == 3
    with pytest.raises(BadPublicKey):
        PublicPoint(TC26_512_A, little(TC26_512_A, base[0] + TC26_512_A.p, base[1]))


@ours
@pytest.mark.parametrize("secret", [1, 2, 3, 63, 64, -1, -2])
def test_keys_next_to_the_base_point(curve: Curve, secret: int) -> None:
    """Their sums meet equal and opposite points."""
    key, digest, made = sample_signature(curve, secret % curve.q)
    for point in (PublicPoint(curve, key), lasting(curve, key)):
        assert point.verify(digest, made)
        assert not point.verify(digest, made[:-1] + bytes([made[-1] ^ 1]))


@ours
def test_a_sum_that_is_infinity_is_refused(curve: Curve) -> None:
    """With the secret d: s = r · d makes z1 · P + z2 · Q nothing at all."""
    secret, digest = 12345, b"\x01" * curve.size
    point = PublicPoint(curve, signing.public_of(SECRETS[curve], secret))
    for r in (1, 2, curve.q - 1, curve.x):
        assert not point.verify(digest, little(curve, r, r * secret % curve.q))


@ours
def test_a_digest_of_zero_counts_as_one(curve: Curve) -> None:
    """RFC 7091 §6.2, step 3."""
    key, _, _ = sample_signature(curve, 777)
    point = PublicPoint(curve, key)
    one = little(curve, 1)
    made = signing.sign(SECRETS[curve], 777, one)
    assert point.verify(one, made)
    assert point.verify(little(curve, 0), made)
    assert point.verify(little(curve, curve.q), made)
    assert not point.verify(little(curve, 2), made)


# A lasting key


def lasting(curve: Curve, key: bytes) -> PublicPoint:
    """A key that has been met often enough to have a table."""
    point = PublicPoint(curve, key)
    for _ in range(verifying._TABLE_AFTER + 1):
        point.verify(b"\x01" * curve.size, little(curve, 1, 1))
    return point


@ours
def test_the_table_of_a_key_answers_as_the_window_does(curve: Curve) -> None:
    own, secret = SECRETS[curve], 2**200 + 1
    key = signing.public_of(own, secret)
    often, source = lasting(curve, key), random.Random(5)
    before = verifying._table.cache_info().hits
    for _ in range(6):
        digest = source.randbytes(curve.size)
        made = signing.sign(own, secret, digest)
        for data, expected in ((digest, True), (source.randbytes(curve.size), False)):
            assert often.verify(data, made) is expected
            assert PublicPoint(curve, key).verify(data, made) is expected
    # Two tables a lasting key (base point and key), one a new key: else nothing was compared.
    assert verifying._table.cache_info().hits - before == 6 * 2 * 3


# The group law against a slow one


Affine = tuple[int, int] | None


def slow_add(curve: Curve, one: Affine, two: Affine) -> Affine:
    """As in the textbook (RFC 7091 §5.1), None for infinity."""
    if one is None or two is None:
        return one or two
    (x1, y1), (x2, y2), p = one, two, curve.p
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    if x1 == x2:
        slope = (3 * x1 * x1 + curve.a) * pow(2 * y1, -1, p)
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, p)
    x = (slope * slope - x1 - x2) % p
    return x, (slope * (x1 - x) - y1) % p


def slow_multiply(curve: Curve, number: int) -> Affine:
    total, power = None, (curve.x, curve.y)
    while number:
        if number & 1:
            total = slow_add(curve, total, power)
        doubled = slow_add(curve, power, power)
        assert doubled
        power, number = doubled, number >> 1
    return total


def flat(curve: Curve, point: tuple[int, int, int]) -> Affine:
    x, y, z = point
    if z == 0:
        return None
    return x * pow(z, -2, curve.p) % curve.p, y * pow(z, -3, curve.p) % curve.p


def stretched(curve: Curve, point: Affine, z: int) -> tuple[int, int, int]:
    """The same point with another z."""
    if point is None:
        return verifying._INFINITY
    return point[0] * z * z % curve.p, point[1] * z**3 % curve.p, z % curve.p


# Where mistakes hide: nothing, one, the window's and the table's borders, next to q.
edges = st.one_of(
    st.integers(0, 70),
    st.integers(-70, -1),
    st.integers(0, 2**512),
    st.builds(lambda bit, change: 2**bit + change, st.integers(0, 511), st.integers(-2, 2)),
)
curves = st.sampled_from(CURVES)
quick = settings(max_examples=60, deadline=None)


@given(curves, edges, edges, st.integers(1, 2**250))
@example(TC26_512_A, 5, 5, 7)
@example(TC26_512_A, 5, -5, 7)
@example(CRYPTOPRO_256_A, 0, 1, 1)
@example(RFC_7091, 1, 1, 1)
@example(RFC_7091, 1, -1, 2**250)
@quick
def test_addition(curve: Curve, one: int, two: int, z: int) -> None:
    """Also a point and itself, a point and its negative, infinity and a point."""
    first = slow_multiply(curve, one % curve.q)
    second = slow_multiply(curve, two % curve.q) or (curve.x, curve.y)
    added = verifying._add(curve, stretched(curve, first, z), second)
    assert flat(curve, added) == slow_add(curve, first, second)


@given(curves, edges, st.integers(1, 2**250))
@example(TC26_512_A, 0, 1)
@quick
def test_doubling(curve: Curve, number: int, z: int) -> None:
    point = slow_multiply(curve, number % curve.q)
    doubled = verifying._double(curve, stretched(curve, point, z))
    assert flat(curve, doubled) == slow_add(curve, point, point)


@given(curves, edges)
@example(TC26_512_A, 0)
@example(TC26_512_A, -1)
@example(CRYPTOPRO_256_A, -1)
@example(RFC_7091, -1)
@quick
def test_multiples_by_window_and_by_table(curve: Curve, number: int) -> None:
    number %= curve.q
    expected, base = slow_multiply(curve, number), (curve.x, curve.y)
    assert flat(curve, verifying._windowed(curve, base, number)) == expected
    assert flat(curve, verifying._table_add(curve, verifying._INFINITY, base, number)) == expected


@given(curves, edges, edges)
@example(TC26_512_A, 12, -12)
@example(TC26_512_A, 12, 12)
@quick
def test_a_sum_of_two_multiples(curve: Curve, one: int, two: int) -> None:
    """What a verification adds up, also when it comes to nothing."""
    base = curve.x, curve.y
    start = verifying._windowed(curve, base, one % curve.q)
    total = verifying._table_add(curve, start, base, two % curve.q)
    assert flat(curve, total) == slow_multiply(curve, (one + two) % curve.q)


@by_name
def test_curves_are_what_the_arithmetic_counts_on(curve: Curve) -> None:
    """Folding needs a prime next to a power of two; the base point has order q."""
    assert abs(curve.fold) < 2**16
    assert curve.holds(curve.x, curve.y)
    assert slow_multiply(curve, curve.q) is None
    # Hasse: with q this near to p the cofactor is 1.
    assert abs(curve.p + 1 - curve.q) <= 2 * 2 ** (curve.p.bit_length() // 2 + 1)
