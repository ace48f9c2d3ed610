"""GOST R 34.11-94 (GOST 34.311-95 in Kazakhstan), for archives only (RFC 5831).

With the S-boxes of id-GostR3411-94-TestParamSet (RFC 4357 §11.2): НУЦ signed with these.
"""

from functools import cache

BLOCK = 32
_MASK32, _MASK256 = (1 << 32) - 1, (1 << 256) - 1
# RFC 5831 §5.1: the only constant of the key schedule that isn't zero.
_C3 = int("ff00ffff000000ffff0000ff00ffff0000ff00ff00ff00ffff00ff00ff00ff00", 16)
_BOXES = (
    (4, 10, 9, 2, 13, 8, 0, 14, 6, 11, 1, 12, 7, 15, 5, 3),
    (14, 11, 4, 12, 6, 13, 15, 10, 2, 3, 8, 1, 0, 7, 5, 9),
    (5, 8, 1, 13, 10, 3, 4, 2, 14, 15, 12, 7, 6, 0, 9, 11),
    (7, 13, 10, 1, 0, 8, 9, 15, 14, 4, 6, 12, 11, 2, 5, 3),
    (6, 12, 7, 1, 5, 15, 13, 8, 4, 10, 9, 14, 0, 3, 11, 2),
    (4, 11, 10, 0, 7, 2, 1, 13, 3, 6, 8, 5, 9, 12, 15, 14),
    (13, 11, 4, 1, 3, 15, 5, 9, 0, 10, 14, 7, 6, 8, 2, 12),
    (1, 15, 13, 0, 5, 7, 10, 4, 9, 2, 3, 14, 6, 11, 8, 12),
)
# Order of the key's eight words in the 32 rounds of GOST 28147-89 (RFC 5830 §5).
_KEY_ORDER = (*range(8), *range(8), *range(8), *reversed(range(8)))
# Where each octet of a key comes from (RFC 5831 §5.1, the transformation P).
_KEY_OCTETS = tuple(8 * (octet % 4) + octet // 4 for octet in range(BLOCK))


def gost94(data: bytes) -> bytes:
    """The digest of 32 octets (RFC 5831 §6)."""
    state = total = 0
    for at in range(0, len(data), BLOCK):
        block = int.from_bytes(data[at : at + BLOCK], "little")
        state = _step(state, block)
        total = (total + block) & _MASK256
    state = _step(state, 8 * len(data))
    return _step(state, total).to_bytes(BLOCK, "little")


def _step(state: int, block: int) -> int:
    """The step function (RFC 5831 §5)."""
    mixed = 0
    for index, key in enumerate(_keys(state, block)):
        word = state >> 64 * index & (1 << 64) - 1
        mixed |= _encrypt(key, word) << 64 * index
    return _shuffle(state ^ _shuffle(block ^ _shuffle(mixed, 12), 1), 61)


def _keys(state: int, block: int) -> list[list[int]]:
    """Four keys of eight 32-bit words each (RFC 5831 §5.1)."""
    u, v = state, block
    keys = [_key(u ^ v)]
    for constant in (0, _C3, 0):
        u = _turn(u) ^ constant
        v = _turn(_turn(v))
        keys.append(_key(u ^ v))
    return keys


def _turn(value: int) -> int:
    """The transformation A: the lowest two of four words added, moved to the top."""
    first, second = value & (1 << 64) - 1, value >> 64 & (1 << 64) - 1
    return value >> 64 | (first ^ second) << 192


def _key(value: int) -> list[int]:
    octets = value.to_bytes(BLOCK, "little")
    moved = bytes(octets[source] for source in _KEY_OCTETS)
    return [int.from_bytes(moved[at : at + 4], "little") for at in range(0, BLOCK, 4)]


def _encrypt(key: list[int], word: int) -> int:
    """One block of GOST 28147-89 (RFC 5830 §5)."""
    t0, t1, t2, t3 = _tables()
    low, high = word & _MASK32, word >> 32
    for index in _KEY_ORDER:
        x = low + key[index] & _MASK32
        y = t0[x & 255] | t1[x >> 8 & 255] | t2[x >> 16 & 255] | t3[x >> 24]
        low, high = high ^ y, low
    return low << 32 | high


@cache
def _tables() -> tuple[list[int], ...]:
    """Two S-boxes and the turn by 11 bits in one look-up an octet."""
    return tuple(
        [
            _turned((_BOXES[pair + 1][x >> 4] << 4 | _BOXES[pair][x & 15]) << 4 * pair)
            for x in range(256)
        ]
        for pair in (0, 2, 4, 6)
    )


def _turned(value: int) -> int:
    return (value << 11 | value >> 21) & _MASK32


def _shuffle(value: int, times: int) -> int:
    """The mixing ψ of sixteen 16-bit words, so many times (RFC 5831 §5.3)."""
    words = [value >> 16 * index & 0xFFFF for index in range(16)]
    for _ in range(times):
        words.append(words[0] ^ words[1] ^ words[2] ^ words[3] ^ words[12] ^ words[15])
        del words[0]
    return sum(word << 16 * index for index, word in enumerate(words))
