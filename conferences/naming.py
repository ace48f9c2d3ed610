"""How an author's name stands in public: as the author chose."""

from accounts.models import User
from conferences.states import NameShown

LONGEST = 120


def public_name(user: User, name_shown: str) -> str:
    """Initials, the name in full, or nothing; nothing for people without a vault, or
    whose data is blocked."""
    vault = getattr(user, "vault", None)
    if vault is None or user.data_blocked_at or name_shown == NameShown.HIDDEN:
        return ""
    name: str = vault.full_name if name_shown == NameShown.FULL else vault.initials
    return name[:LONGEST]
