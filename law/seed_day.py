"""One day a seed brings into the working calendar."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class SeedDay:
    date: date
    is_working: bool
    reason_kk: str
    reason_ru: str
    reason_en: str
    source: str
    is_estimated: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"date": self.date.isoformat()}
