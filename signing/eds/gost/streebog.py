"""Streebog: GOST R 34.11-2012 (RFC 6986), which Kazakhstan uses with GOST 34.10-2015.

Time goes where the tables are: the three steps S, P and L of a round are one look-up an octet
(8 tables of 256 words), made once from the constants of the standard.
"""

import struct
from functools import reduce
from operator import xor

BLOCK = 64
_MASK = (1 << 512) - 1
_WORDS = struct.Struct("<8Q")

# RFC 6986 §5.2: the substitution π.
_PI = bytes.fromhex(
    "fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1f918655ae25cef21811c3c428b"
    "018e4f058402aee36a8fa0060bed987fd4d31feb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf72"
    "13479cb75d8715a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57dff524a93ea843"
    "c9d779d6f67c22b903e00fecde7a94b0bcdce828504e330a4aa79760731e0062441ab83882649f2641ad454692"
    "275e552f8ca3a57d69d5953b0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad8856120"
    "7167a42d2b095bcb9b25d0bee56c5259a674d2e6f4b4c0d166afc2394b63b6"
)
# RFC 6986 §5.4: the matrix A; for each octet of a word the 64-bit words of its eight bits,
# the lowest bit first.
_MATRIX = bytes.fromhex(
    "641c314b2b8ee083c83862965601dd1b8d70c431ac02a73607e095624504536c0edd37c48a08a6d81ca76e9509"
    "1051ad3853dc371220a24770a6a56e2440598e"
    "a48b474f9ef5dc18550b8e9e21f7a530aa16012142f35760492c024284fbaec09258048415eb419d39b008152a"
    "cb8227727d102a548b194ee4fa2054a80b329c"
    "f97d86d98a327728effa11af0964ee50c3e9224312c8c1a09bcf4486248d9f5d2b838811480723ba561b0d2290"
    "0e4669ac361a443d1c8cd2456c34887a3805b9"
    "5b068c651810a89eb60c05ca30204d2171180a8960409a42e230140fc0802984d960281e9d1d5215afc0503c27"
    "3aa42a439da0784e74555486275df09ce8aaa8"
    "0321658cba93c1380642ca05693b9f700c84890ad27623e018150f14b9ec46dd302a1e286fc58ca760543c50de"
    "970553c0a878a0a1330aa69d4df05d5f661451"
    "accc9ca9328a89504585254f64090fa08a174a9ec8121e5d092e94218d243cba125c35420748786924b86a840e"
    "90f0d2486dd4151c3dfdb990dab52a387ae76f"
    "46b60f011a83988e8c711e02341b2d0105e23c0468365a020ad97808d06cb40414aff010bdd875082843fd2067"
    "adea105086e740ce47c920a011d380818e8f40"
    "83478b07b24687641b8e0b0e798c13c83601161cf205268d6c022c38f90a4c07d8045870ef14980ead08b0e0c3"
    "282d1c47107ddd9b505a388e20faa72ba0b470"
)
# RFC 6986 §5.5: the round constants, the lowest octet first.
_CONSTANTS = bytes.fromhex(
    "0745a6f2596580dd234d74cc3674760515d360a4082a42a20169679291e07c4bfcc485758db84e7116d0452e43"
    "766a2f1f7c65c0812fcbebe9daca1eda5b08b1"
    "b79bb121700479e656cdcbd71ba2dd55caa70adbc261b55c5899d6126b17b59a3101b5160f5ed561982b230a72"
    "eafef3d7b5700f469de34f1a2f9da98ab5a36f"
    "b20aba0af5961e9931db7a8643f4b6c209db6260373ac9c1b19e3590e40fe2d37b7b29b11475eaf28b1f9c525f"
    "5ef10635843d6a28fc390ac72fce2bacdc74f5"
    "2ed1e384bcbe0c22f137e893a1ea5334be0352933313b7d875d603ed822cd7a93f355e68ad1c729d7d3c5c337e"
    "858e48dde4715da0e148f9d26615e8b3df1fef"
    "57fe6c7cfd581760f563eaa97ea2567a161a2723b700ffdfa3f53a254717cdbfbdff0f80d7359e354a1086161f"
    "1c157f6323a96c0c413f9a994747adac6bea4b"
    "6e7d64467a4068fa354f903672c571bfb6c6bec2661ff20ab4b79a1cb7a6facfc68ef09ab49a7f186ca44251f9"
    "c4662dc039307a3bc3a46fd9d33a1daeae4fae"
    "93d4143a4d568688f34a3ca24c45173504054a2883694706372c822dc5ab9209c9937a19333e47d3c987bfe6c7"
    "c69e39540924bffe86ac51ecc5aaee160ec7f4"
    "1ee702bfd40d7fa4d9a8515935c2ac362fc4a5d12b8dd16990069b92cb2b89f49ac4db4d3b44b4891ede369c71"
    "f8b74e41416e0c02aae703a7c9934d425b1f9b"
    "db5a238351446172602a1fcb92dc380e549c07a69a8a2b7bb1ceb2db0b440a8084090de0b755d93c244289251b"
    "3a7d3ade5f16ecd89a4c949b223116545a8f37"
    "ed9c4598fbc7b474c3b63b15d1fa9836f452763b306c1e7a4b3369af0267e79f0361331b8ae1ff1fdb788aff1c"
    "e74189f3f3e4b248e52a38526f0580a6debeab"
    "1b2df381cda4ca6b5dd86fc04a59a2de986e477d1dcdbaefcab948eaef711d8a79668414218001206107abebbb"
    "6bfad894fe5a63cdc60230fb89c8efd09ecd7b"
    "20d71bf14a92bc48991bb2d9d517f4fa5228e188aaa41de786cc91189def805d9b9f2130d41220f8771ddfbc32"
    "3ca4cd7ab14904b08013d2ba3116f167e78e37"
)


def _rows(place: int) -> list[int]:
    """The word that each value of the octet at this place adds to the result."""
    bits = struct.unpack_from(">8Q", _MATRIX, 64 * place)
    return [
        reduce(xor, (word for bit, word in enumerate(bits) if value >> bit & 1), 0) for value in _PI
    ]


_T0, _T1, _T2, _T3, _T4, _T5, _T6, _T7 = (_rows(place) for place in range(8))
_ROUND_KEYS = tuple(
    int.from_bytes(_CONSTANTS[at : at + BLOCK], "little") for at in range(0, len(_CONSTANTS), BLOCK)
)


def streebog512(data: bytes) -> bytes:
    """The digest of 64 octets."""
    return _digest(data, 0)


def streebog256(data: bytes) -> bytes:
    """The digest of 32 octets."""
    return _digest(data, int.from_bytes(b"\x01" * BLOCK, "little"))[32:]


def _digest(data: bytes, start: int) -> bytes:
    """RFC 6986 §6."""
    state, bits, total, at = start, 0, 0, 0
    while len(data) - at >= BLOCK:
        block = int.from_bytes(data[at : at + BLOCK], "little")
        state = _compress(bits, state, block)
        bits += 8 * BLOCK
        total += block
        at += BLOCK
    rest = data[at:]
    block = int.from_bytes(rest + b"\x01", "little")
    state = _compress(bits, state, block)
    state = _compress(0, state, bits + 8 * len(rest))
    state = _compress(0, state, (total + block) & _MASK)
    return state.to_bytes(BLOCK, "little")


def _compress(counter: int, state: int, block: int) -> int:
    """The function g (RFC 6986 §8)."""
    key = _lps(state ^ counter)
    result = block
    for constant in _ROUND_KEYS:
        result = _lps(result ^ key)
        key = _lps(key ^ constant)
    return result ^ key ^ state ^ block


def _lps(state: int) -> int:
    """Substitution, transposition and the linear step of a round in one."""
    s = state.to_bytes(BLOCK, "little")
    t0, t1, t2, t3, t4, t5, t6, t7 = _T0, _T1, _T2, _T3, _T4, _T5, _T6, _T7
    return int.from_bytes(
        _WORDS.pack(
            t0[s[0]]
            ^ t1[s[8]]
            ^ t2[s[16]]
            ^ t3[s[24]]
            ^ t4[s[32]]
            ^ t5[s[40]]
            ^ t6[s[48]]
            ^ t7[s[56]],
            t0[s[1]]
            ^ t1[s[9]]
            ^ t2[s[17]]
            ^ t3[s[25]]
            ^ t4[s[33]]
            ^ t5[s[41]]
            ^ t6[s[49]]
            ^ t7[s[57]],
            t0[s[2]]
            ^ t1[s[10]]
            ^ t2[s[18]]
            ^ t3[s[26]]
            ^ t4[s[34]]
            ^ t5[s[42]]
            ^ t6[s[50]]
            ^ t7[s[58]],
            t0[s[3]]
            ^ t1[s[11]]
            ^ t2[s[19]]
            ^ t3[s[27]]
            ^ t4[s[35]]
            ^ t5[s[43]]
            ^ t6[s[51]]
            ^ t7[s[59]],
            t0[s[4]]
            ^ t1[s[12]]
            ^ t2[s[20]]
            ^ t3[s[28]]
            ^ t4[s[36]]
            ^ t5[s[44]]
            ^ t6[s[52]]
            ^ t7[s[60]],
            t0[s[5]]
            ^ t1[s[13]]
            ^ t2[s[21]]
            ^ t3[s[29]]
            ^ t4[s[37]]
            ^ t5[s[45]]
            ^ t6[s[53]]
            ^ t7[s[61]],
            t0[s[6]]
            ^ t1[s[14]]
            ^ t2[s[22]]
            ^ t3[s[30]]
            ^ t4[s[38]]
            ^ t5[s[46]]
            ^ t6[s[54]]
            ^ t7[s[62]],
            t0[s[7]]
            ^ t1[s[15]]
            ^ t2[s[23]]
            ^ t3[s[31]]
            ^ t4[s[39]]
            ^ t5[s[47]]
            ^ t6[s[55]]
            ^ t7[s[63]],
        ),
        "little",
    )
