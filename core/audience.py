"""Who is reading. Every projection takes a ``Reader``; nothing else decides what is shown."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True)
class Reader:
    """A person at the moment of one request, reduced to what decides visibility.

    ``agency_ids`` are the agencies where the person holds a role now; ``kinds`` the kinds of
    these roles. A visitor has none of it.
    """

    user_id: UUID | None = None
    agency_ids: frozenset[int] = field(default_factory=frozenset)
    kinds: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_public(self) -> bool:
        """Nobody we know: sees what everybody sees."""
        return self.user_id is None

    @property
    def is_staff(self) -> bool:
        """Holds any role now."""
        return bool(self.kinds)

    def is_person(self, user_id: UUID | None) -> bool:
        """The reader is this very person."""
        return user_id is not None and self.user_id == user_id

    def works_at(self, agency_id: int | None) -> bool:
        """The reader holds a role at the agency now."""
        return agency_id is not None and agency_id in self.agency_ids

    def has(self, *kinds: str) -> bool:
        """The reader holds one of these kinds of role now."""
        return bool(self.kinds & frozenset(kinds))


PUBLIC = Reader()
