"""Secret-key arithmetic of GOST 34.10: the only place of the project that has any.

Not constant-time and not meant to be: the keys are thrown away. Conventions of the National
Certification Authority: numbers are little-endian, a key is X then Y, a signature r then s. The
curves are written down here once more, so that a slip in a constant of the product shows.
"""

import secrets
from dataclasses import dataclass
from functools import cache

Point = tuple[int, int]
Jacobian = tuple[int, int, int]


@dataclass(frozen=True)
class Curve:
    """y² = x³ + ax + b over p, base point (x, y) of prime order q."""

    size: int  # octets of one number
    p: int
    a: int
    b: int
    q: int
    x: int
    y: int


# RFC 7836, A.1 (id-tc26-gost-3410-12-512-paramSetA)
TC26_512_A = Curve(
    size=64,
    p=2**512 - 569,
    a=2**512 - 572,
    b=0xE8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760,  # noqa: E501
    q=2**512 - 2**256 + 0x27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275,
    x=3,
    y=0x7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4,  # noqa: E501
)
# RFC 4357, 11.4 (id-GostR3410-2001-CryptoPro-A-ParamSet)
CRYPTOPRO_256_A = Curve(
    size=32,
    p=2**256 - 617,
    a=2**256 - 620,
    b=166,
    q=0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893,
    x=1,
    y=0x8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14,
)


def secret_make(curve: Curve) -> int:
    return 1 + secrets.randbelow(curve.q - 1)


def public_of(curve: Curve, secret: int) -> bytes:
    """X then Y, each little-endian."""
    return b"".join(_little(curve, value) for value in multiply(curve, secret))


def sign(curve: Curve, secret: int, digest: bytes) -> bytes:
    """r then s, each little-endian (GOST R 34.10-2012, 6.1; RFC 7091, 6.1)."""
    e = int.from_bytes(digest, "little") % curve.q or 1
    while True:
        k = secret_make(curve)
        r = multiply(curve, k)[0] % curve.q
        s = (r * secret + k * e) % curve.q
        if r and s:
            return _little(curve, r) + _little(curve, s)


def multiply(curve: Curve, number: int) -> Point:
    """number times the base point, 0 < number < q."""
    total: Jacobian | None = None
    for index, power in enumerate(_powers(curve)):
        if number >> index & 1:
            total = _plus_affine(curve, total, power)
    assert total, "zero has no multiple"
    x, y, z = total
    inverse = pow(z, -1, curve.p)
    return x * inverse**2 % curve.p, y * inverse**3 % curve.p


@cache
def _powers(curve: Curve) -> list[Point]:
    """1, 2, 4, 8 ... times the base point, so that a multiplication only adds."""
    p, powers = curve.p, [(curve.x, curve.y)]
    while len(powers) < curve.size * 8:
        x, y = powers[-1]
        slope = (3 * x * x + curve.a) * pow(2 * y, -1, p) % p
        doubled = (slope * slope - 2 * x) % p
        powers.append((doubled, (slope * (x - doubled) - y) % p))
    return powers


def _plus_affine(curve: Curve, total: Jacobian | None, point: Point) -> Jacobian:
    """Jacobian plus affine. Powers come in rising order, so the two are never the same point."""
    if total is None:
        return (*point, 1)
    (x, y, z), p = total, curve.p
    square = z * z % p
    h = (point[0] * square - x) % p
    slope = (point[1] * square * z - y) % p
    h2 = h * h % p
    h3, v = h2 * h % p, x * h2 % p
    sum_x = (slope * slope - h3 - 2 * v) % p
    return sum_x, (slope * (v - sum_x) - y * h3) % p, z * h % p


def _little(curve: Curve, value: int) -> bytes:
    return value.to_bytes(curve.size, "little")
