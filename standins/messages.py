"""Messages as files: one JSON file each, written by the portal and by the stand-ins."""

import contextlib
import json
import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
FIELDS = ("id", "channel", "to", "subject", "text", "at")
SHOWN = 200


class MessageBox:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    def add(self, *, id: str, channel: str, to: str, text: str, subject: str = "") -> bool:
        """Write whole or not at all; False when a message with this id is there already."""
        message = {
            "id": id,
            "channel": channel,
            "to": to,
            "subject": subject,
            "text": text,
            "at": datetime.now(UTC).isoformat(),
        }
        handle, name = tempfile.mkstemp(dir=self.directory, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(message, file, ensure_ascii=False)
        try:
            # A hard link refuses an existing name, so two equal requests write one file.
            os.link(name, self.directory / f"{id}.json")
        except FileExistsError:
            return False
        finally:
            os.unlink(name)
        return True

    def get(self, id: str) -> dict | None:
        return self._read(self.directory / f"{id}.json")

    def newest(self, to: str = "") -> list[dict]:
        found = (self._read(path) for path in self.directory.glob("*.json"))
        wanted = [m for m in found if m and to.casefold() in m["to"].casefold()]
        return sorted(wanted, key=_moment, reverse=True)[:SHOWN]

    def _read(self, path: Path) -> dict | None:
        """A half-written or foreign file is no message yet."""
        with contextlib.suppress(OSError, ValueError):
            data = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(data, dict) and data.get("to") and "text" in data:
                return {field: str(data.get(field) or "") for field in FIELDS}
        return None


def _moment(message: dict) -> float:
    try:
        at = datetime.fromisoformat(message["at"])
    except ValueError:
        return 0.0
    return at.timestamp()
