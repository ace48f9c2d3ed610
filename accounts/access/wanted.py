"""What a request for access says, checked."""

from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency


@dataclass(frozen=True)
class Wanted:
    """State body, person and letter. ``agency`` is None for a body the registry doesn't know."""

    agency: Agency | None
    agency_name: str
    agency_bin: str
    full_name: str
    iin: str
    email: str
    phone: str
    letter_number: str
    letter_date: date
    extra: dict[str, str] = field(default_factory=dict)
