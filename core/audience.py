"""Who is reading. Every projection takes a ``Reader``; nothing else decides what is shown."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Reader:
    """A person at the moment of one request, reduced to what decides visibility.

    ``roles`` are the pairs (kind, agency id or None) the person holds now. A visitor has none.
    """

    user_id: UUID | None = None
    roles: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    @property
    def is_public(self) -> bool:
        """Nobody we know: sees what everybody sees."""
        return self.user_id is None

    @property
    def is_staff(self) -> bool:
        """Holds any role now."""
        return bool(self.roles)

    def agencies_as(self, *kinds: str) -> frozenset[int]:
        """Agencies where the person holds one of these kinds of role now."""
        return frozenset(a for kind, a in self.roles if a is not None and kind in kinds)

    def is_person(self, user_id: UUID | None) -> bool:
        """The reader is this very person."""
        return user_id is not None and self.user_id == user_id

    def works_at(self, agency_id: int | None, *kinds: str) -> bool:
        """The reader holds one of these kinds of role (any, when none is named) at the agency."""
        return agency_id is not None and any(
            agency == agency_id and (not kinds or kind in kinds) for kind, agency in self.roles
        )

    def has(self, *kinds: str) -> bool:
        """The reader holds one of these kinds of role now, wherever."""
        return any(kind in kinds for kind, _ in self.roles)


PUBLIC = Reader()
