"""The bundle of one signature's evidence: a plain ZIP file that any auditor can open.

``evidence.json`` says what was decided, by what and when; ``payload.json`` is what was signed.
A digital signature adds ``signature.cms``, ``ocsp.der``, ``timestamp.der`` and
``chain/0.der`` onwards, where there are such. Equal content gives equal bytes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FACTS, PAYLOAD = "evidence.json", "payload.json"
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


class BadBundle(ValueError):
    """Not a bundle of ours."""


@dataclass(frozen=True)
class Bundle:
    """What an evidence row holds sealed. ``blobs`` are the other files by name."""

    payload: bytes
    facts: Mapping[str, Any]
    blobs: Mapping[str, bytes]

    @property
    def payload_digest(self) -> str:
        """SHA-256 of what was signed."""
        return hashlib.sha256(self.payload).hexdigest()


def bundle_pack(bundle: Bundle) -> bytes:
    """The bundle as bytes; ``ValueError`` when a blob takes a name of ours."""
    if {FACTS, PAYLOAD} & set(bundle.blobs):
        raise ValueError("a blob has the name of a part")
    facts = json.dumps(bundle.facts, sort_keys=True, ensure_ascii=False).encode()
    parts = {FACTS: facts, PAYLOAD: bundle.payload, **dict(sorted(bundle.blobs.items()))}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, date_time=FIRST_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, data)
    return out.getvalue()


def bundle_unpack(data: bytes) -> Bundle:
    """The bundle again; ``BadBundle`` when the bytes are none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            parts = {name: file.read(name) for name in file.namelist()}
        facts = json.loads(parts.pop(FACTS))
        return Bundle(payload=parts.pop(PAYLOAD), facts=facts, blobs=parts)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadBundle(str(error)) from error
