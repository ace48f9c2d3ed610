"""The curves of the National Certification Authority, in short Weierstrass form.

Numbers are those of RFC 7836 (A.1), RFC 4357 (§11.4).
"""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Curve:
    """y² = x³ + ax + b over the prime p; base point (x, y) of prime order q.

    ``size``: octets of one number. All of ours have cofactor 1, so a point that satisfies the
    equation is a point of the group.
    """

    name: str
    size: int
    p: int
    a: int
    b: int
    q: int
    x: int
    y: int

    @cached_property
    def bits(self) -> int:
        """The power of two next to p."""
        length = self.p.bit_length()
        return length - 1 if abs(2 ** (length - 1) - self.p) < 2**32 else length

    @cached_property
    def fold(self) -> int:
        """2**bits modulo p: what the upper half of a product is worth. ``verifying`` counts on
        its smallness, and all curves of НУЦ have it."""
        return 2**self.bits - self.p

    @cached_property
    def mask(self) -> int:
        """The lower half of a product."""
        return 2**self.bits - 1

    @cached_property
    def is_minus_three(self) -> bool:
        """a = -3: doubling needs a product less."""
        return self.a == self.p - 3

    @cached_property
    def a_third(self) -> int:
        """a / 3, for doubling with any a."""
        return self.a * pow(3, -1, self.p) % self.p

    def holds(self, x: int, y: int) -> bool:
        """Whether the affine point lies on the curve."""
        in_field = 0 <= x < self.p and 0 <= y < self.p
        return in_field and (y * y - (x * x + self.a) * x - self.b) % self.p == 0


# id-tc26-gost-3410-12-512-paramSetA, RFC 7836 A.1: GOST 34.10-2015 with 512 bits.
TC26_512_A = Curve(
    name="tc26-512-A",
    size=64,
    p=2**512 - 569,
    a=2**512 - 572,
    b=int(
        "E8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265"
        "EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760",
        16,
    ),
    q=int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275",
        16,
    ),
    x=3,
    y=int(
        "7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921"
        "DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4",
        16,
    ),
)

# id-GostR3410-2001-CryptoPro-A-ParamSet, RFC 4357 §11.4: GOST 34.310-2004, archives only.
CRYPTOPRO_256_A = Curve(
    name="cryptopro-256-A",
    size=32,
    p=2**256 - 617,
    a=2**256 - 620,
    b=166,
    q=int("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893", 16),
    x=1,
    y=int("8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14", 16),
)
