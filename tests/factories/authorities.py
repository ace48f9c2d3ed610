"""Throw-away certification authorities, one of each kind for the whole session.

They are shared: a test that revokes something, or needs another CA with the same names, makes
its own with `Authority.make`.
"""

from functools import cache

from standins.nca import Authority


@cache
def gost_authority() -> Authority:
    return Authority.make("gost")


@cache
def rsa_authority() -> Authority:
    return Authority.make("rsa")


@cache
def gost2004_authority() -> Authority:
    """The old algorithm, accepted only when an archive is checked again."""
    return Authority.make("gost2004")


@cache
def evil_authority(kind: str) -> Authority:
    """Self-made, with the very names of the other one."""
    return Authority.make(kind)


def authority_of(kind: str) -> Authority:
    makers = {"gost": gost_authority, "rsa": rsa_authority, "gost2004": gost2004_authority}
    return makers[kind]()
