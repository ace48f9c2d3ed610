"""Verification of GOST 34.10 signatures on any curve of ``curves`` (RFC 7091 §6.2).

Arithmetic over plain integers in Jacobian coordinates (formulas dbl-2001-b and madd-2004-hmv of
the Explicit-Formulas Database). Nothing here is secret, so nothing here needs constant time.

What makes it quick: the primes are close to a power of two, so a product is not divided but
folded, twice, which leaves a number congruent to it and hardly longer than p (written out each
time: a call would cost more than the fold). The multiples of the base point are a table made
once a process; those of a key that is met again and again (an issuing authority's) become one
too; any other key goes through a window of eight odd multiples.
"""

from functools import lru_cache

from signing.eds.gost.curves import Curve

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]
# Of every window of so many bits the table holds all multiples.
_TABLE_BITS = 6
_WINDOW = 5
# From this use on a table pays: it costs as much as some thirty verifications.
_TABLE_AFTER = 24
# A table takes some 1.5 MB; the keys that need one are few.
_TABLES = 16
_INFINITY: Jacobian = (1, 1, 0)


class BadPublicKey(Exception):
    """Not a point of the curve."""


class PublicPoint:
    """A public key: X then Y, each little-endian (the form of НУЦ, RFC 7836's curves).

    Raises ``BadPublicKey`` unless it is a point of the curve. The curve has cofactor 1, so a
    point on it generates the whole group.
    """

    def __init__(self, curve: Curve, data: bytes) -> None:
        if len(data) != 2 * curve.size:
            raise BadPublicKey("length")
        self.curve = curve
        self.x = int.from_bytes(data[: curve.size], "little")
        self.y = int.from_bytes(data[curve.size :], "little")
        if not curve.holds(self.x, self.y):
            raise BadPublicKey("not on the curve")
        self._uses = 0

    def verify(self, digest: bytes, signature: bytes) -> bool:
        """Whether ``signature`` (r then s, little-endian) signs the digest, octets as hashed."""
        curve, size = self.curve, self.curve.size
        if len(signature) != 2 * size:
            return False
        r = int.from_bytes(signature[:size], "little")
        s = int.from_bytes(signature[size:], "little")
        if not (0 < r < curve.q and 0 < s < curve.q):
            return False
        e = int.from_bytes(digest, "little") % curve.q or 1
        v = pow(e, -1, curve.q)
        total = self._multiply(-r * v % curve.q)
        total = _table_add(curve, total, (curve.x, curve.y), s * v % curve.q)
        return _has_x(curve, total, r)

    def _multiply(self, number: int) -> Jacobian:
        self._uses += 1
        if self._uses > _TABLE_AFTER:
            return _table_add(self.curve, _INFINITY, (self.x, self.y), number)
        return _windowed(self.curve, (self.x, self.y), number)


def _has_x(curve: Curve, point: Jacobian, r: int) -> bool:
    x, _, z = point
    return z != 0 and x * pow(z, -2, curve.p) % curve.p % curve.q == r


def _table_add(curve: Curve, total: Jacobian, base: Affine, number: int) -> Jacobian:
    """total + number · base by the base's table, without a single doubling."""
    mask = (1 << _TABLE_BITS) - 1
    for row in _table(curve, base):
        if digit := number & mask:
            total = _add(curve, total, row[digit - 1])
        number >>= _TABLE_BITS
    return total


def _windowed(curve: Curve, base: Affine, number: int) -> Jacobian:
    """number · base, double and add over signed odd digits (wNAF)."""
    odd = _affine(curve, _odd_multiples(curve, base))
    total = _INFINITY
    for digit in reversed(_digits(number)):
        total = _double(curve, total)
        if digit > 0:
            total = _add(curve, total, odd[digit >> 1])
        elif digit:
            x, y = odd[-digit >> 1]
            total = _add(curve, total, (x, curve.p - y))
    return total


def _digits(number: int) -> list[int]:
    """Digits of the non-adjacent form, the lowest first: zero or odd, below 2**(window - 1)."""
    full, half, found = 1 << _WINDOW, 1 << _WINDOW - 1, []
    while number:
        digit = 0
        if number & 1:
            digit = number & full - 1
            digit -= full if digit >= half else 0
            number -= digit
        found.append(digit)
        number >>= 1
    return found


def _odd_multiples(curve: Curve, base: Affine) -> list[Jacobian]:
    twice = _affine(curve, [_double(curve, (*base, 1))])[0]
    found: list[Jacobian] = [(*base, 1)]
    while len(found) < 1 << _WINDOW - 2:
        found.append(_add(curve, found[-1], twice))
    return found


def _affine(curve: Curve, points: list[Jacobian]) -> list[Affine]:
    """All at once with one inversion (Montgomery's trick); none of them is infinity."""
    p, product, partial = curve.p, 1, []
    for _, _, z in points:
        partial.append(product)
        product = product * z % p
    inverse, found = pow(product, -1, p), []
    for (x, y, z), before in zip(reversed(points), reversed(partial), strict=True):
        own = inverse * before % p
        inverse = inverse * z % p
        square = own * own % p
        found.append((x * square % p, y * square * own % p))
    return found[::-1]


def _double(curve: Curve, point: Jacobian) -> Jacobian:
    x, y, z = point
    if not z:
        return _INFINITY
    n, c, m = curve.bits, curve.fold, curve.mask
    t = z * z
    t = (t & m) + c * (t >> n)
    zz = (t & m) + c * (t >> n)
    t = y * y
    t = (t & m) + c * (t >> n)
    yy = (t & m) + c * (t >> n)
    t = x * yy
    t = (t & m) + c * (t >> n)
    beta = (t & m) + c * (t >> n)
    t = (x - zz) * (x + zz) if curve.is_minus_three else x * x + curve.a_third * zz * zz
    t = (t & m) + c * (t >> n)
    alpha = 3 * ((t & m) + c * (t >> n))
    t = alpha * alpha - 8 * beta
    t = (t & m) + c * (t >> n)
    x3 = (t & m) + c * (t >> n)
    t = alpha * (4 * beta - x3) - 8 * yy * yy
    t = (t & m) + c * (t >> n)
    y3 = (t & m) + c * (t >> n)
    t = 2 * y * z
    t = (t & m) + c * (t >> n)
    return x3, y3, (t & m) + c * (t >> n)


def _add(curve: Curve, point: Jacobian, other: Affine) -> Jacobian:
    """A Jacobian and an affine point, whatever they are."""
    x1, y1, z1 = point
    x2, y2 = other
    if not z1:
        return x2, y2, 1
    n, c, m = curve.bits, curve.fold, curve.mask
    t = z1 * z1
    t = (t & m) + c * (t >> n)
    zz = (t & m) + c * (t >> n)
    t = x2 * zz - x1
    t = (t & m) + c * (t >> n)
    h = (t & m) + c * (t >> n)
    t = zz * z1
    t = y2 * ((t & m) + c * (t >> n)) - y1
    t = (t & m) + c * (t >> n)
    slope = (t & m) + c * (t >> n)
    # A folded number lies between -p and 2p, so zero has only these two faces.
    if h in (0, curve.p):
        return _double(curve, point) if slope in (0, curve.p) else _INFINITY
    t = h * h
    t = (t & m) + c * (t >> n)
    hh = (t & m) + c * (t >> n)
    t = h * hh
    t = (t & m) + c * (t >> n)
    hhh = (t & m) + c * (t >> n)
    t = x1 * hh
    t = (t & m) + c * (t >> n)
    v = (t & m) + c * (t >> n)
    t = slope * slope - hhh - 2 * v
    t = (t & m) + c * (t >> n)
    x3 = (t & m) + c * (t >> n)
    t = slope * (v - x3) - y1 * hhh
    t = (t & m) + c * (t >> n)
    y3 = (t & m) + c * (t >> n)
    t = z1 * h
    t = (t & m) + c * (t >> n)
    return x3, y3, (t & m) + c * (t >> n)


@lru_cache(maxsize=_TABLES)
def _table(curve: Curve, base: Affine) -> list[list[Affine]]:
    """Row by row all multiples of 2**(bits · row) · base."""
    count, rows, first = (1 << _TABLE_BITS) - 1, [], base
    for _ in range(-(-8 * curve.size // _TABLE_BITS)):
        multiples: list[Jacobian] = [(*first, 1)]
        while len(multiples) <= count:
            multiples.append(_add(curve, multiples[-1], first))
        row = _affine(curve, multiples)
        rows.append(row[:count])
        first = row[count]
    return rows
