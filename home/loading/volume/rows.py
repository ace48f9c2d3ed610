"""Making the rows of a run of applications. Runs in processes of its own, without a database."""

import json
import os
import random
from typing import Any

from appeals.originals import OriginalAnswer, answer_bytes
from core.crypto import encrypt
from core.envelope import seal_with
from core.registry import SearchRecord
from home.loading.content import demo
from home.loading.volume.cases import DAY, Case, CaseMaker, Frame
from home.loading.volume.columns import MODELS, ROWS_EACH
from home.loading.volume.plan import KAZAKH_SHARE
from home.loading.volume.tables import Row
from home.loading.volume.texts import Told, tell
from ledger.chain import NO_HASH, event_hash
from ledger.models import Event
from search.services import entry_of

KEY_BYTES = 32
EVENT_DATA = MODELS["event"][1].index("data")
SEARCH_COLUMNS = MODELS["search"][1][1:]
NO_CUTS = "[]"
# Rows by table: tuples, or bytes as COPY reads them.
Made = dict[str, Any]


class RowMaker:
    """Makes the rows of a run; the same run gives the same rows whoever makes it and when."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.cases = CaseMaker(frame)
        self.rows: dict[str, list[Row]] = {}

    def run(self, first: int, last: int) -> Made:
        """All rows of the applications from ``first`` up to, not including, ``last``."""
        die = random.Random(f"{self.frame.plan.seed}:{first}")
        self.rows = {name: [] for name in self.frame.tables}
        for index in range(first, last):
            told = tell(die, "kk" if die.random() < KAZAKH_SHARE else "ru")
            self._write(self.cases.make(index, die, told), told)
        if not self.frame.as_bytes:
            return dict(self.rows)
        return {name: self.frame.tables[name].encoded(rows) for name, rows in self.rows.items()}

    def _write(self, case: Case, told: Told) -> None:
        self._appeal(case, told)
        self._event(case)
        if case.is_redirected:
            self._redirect(case, told)
        if case.answered_at:
            self._answer(case, told)
        if case.is_public:
            self._text(case, told)
            self._search(case, told)

    def _id(self, table: str, case: Case, extra: int = 0) -> int:
        return self.frame.first_ids[table] + ROWS_EACH.get(table, 1) * case.index + extra

    def _sealed(self, case: Case, data: bytes, extra: int) -> int:
        """A row key and the bytes sealed with it; returns the id of the bytes."""
        key = os.urandom(KEY_BYTES)
        key_id, blob_id = self._id("row_key", case, extra), self._id("blob", case, extra)
        self.rows["row_key"].append((key_id, encrypt(key), case.sent))
        self.rows["blob"].append((blob_id, seal_with(key, data), key_id))
        return blob_id

    def _appeal(self, case: Case, told: Told) -> None:
        shows_name = case.is_public and case.name_shown == "initials"
        self.rows["appeal"].append(
            (
                case.id,
                case.number,
                case.legacy_number,
                "legacy",
                case.office.id,
                case.holder.agency_id,
                case.kind,
                case.kind,
                case.topic_id,
                told.language,
                told.language,
                self._sealed(case, _original(told, case), 0),
                case.sent,
                case.registered,
                case.term_set_id,
                case.due,
                case.state,
                case.publication,
                case.publication != "private",
                case.name_shown,
                told.initials if shows_name else "",
                case.published_at,
                case.answered_at,
                self.frame.ground_id if case.publication == "refused" else None,
            )
        )

    def _event(self, case: Case) -> None:
        """One verb brought it here, whatever happened to it on the former portal."""
        event = Event(
            pk=self._id("event", case),
            verb="appeal.import",
            target_kind="appeals.appeal",
            target_id=str(case.id),
            agency_id=case.holder.agency_id,
            data={"number": case.number},
            at=case.sent,
            sequence=1,
        )
        event.chained = event_hash(NO_HASH, event)
        values = [getattr(event, name) for name in MODELS["event"][1]]
        values[EVENT_DATA] = json.dumps(event.data)
        self.rows["event"].append(tuple(values))

    def _redirect(self, case: Case, told: Told) -> None:
        reasons = demo("applications")["extras"]["redirect_reasons"][told.language]
        self.rows["redirect"].append(
            (
                self._id("redirect", case),
                case.id,
                case.office.agency_id,
                case.holder.agency_id,
                reasons[0],
                "accepted",
                min(case.sent + DAY, self.frame.now),
                min(case.sent + 2 * DAY, self.frame.now),
                "",
            )
        )

    def _answer(self, case: Case, told: Told) -> None:
        assert case.answered_at is not None
        data = answer_bytes(OriginalAnswer(body=told.answer))
        self.rows["answer"].append(
            (
                self._id("answer", case),
                case.id,
                case.holder.agency_id,
                case.holder.id,
                case.holder.tenure_on(case.answered_at),
                told.language,
                self._sealed(case, data, 1),
                case.answered_at,
                1,
            )
        )

    def _text(self, case: Case, told: Told) -> None:
        assert case.published_at is not None
        words = (1, told.language, told.subject, told.text, NO_CUTS, case.published_at)
        self.rows["appeal_text"].append(
            (self._id("appeal_text", case), case.id, told.place, *words)
        )
        if case.answered_at:
            shown = max(case.answered_at, case.published_at)
            answer = (1, told.language, "", told.answer, NO_CUTS, shown)
            self.rows["answer_text"].append(
                (self._id("answer_text", case), self._id("answer", case), *answer)
            )

    def _search(self, case: Case, told: Told) -> None:
        """The entry that ``appeals.adapters`` would have given the index."""
        assert case.published_at is not None
        record = SearchRecord(
            object_id=str(case.id),
            language=told.language,
            title=told.subject,
            body="\n".join([told.text, *([told.answer] if case.answered_at else [])]),
            url=f"/applications/{case.number}/",
            at=case.published_at,
            agency_id=case.holder.agency_id,
            office_id=case.office.id,
            number=case.number,
        )
        entry = entry_of("appeal", record)
        values = (getattr(entry, name) for name in SEARCH_COLUMNS)
        self.rows["search"].append((self._id("search", case), *values))


def _original(told: Told, case: Case) -> bytes:
    """What is sealed has the shape that ``appeals.originals`` opens."""
    parts = told.initials.replace(".", "").split()
    data = {
        "subject": told.subject,
        "text": told.text,
        "fields": {"kind": case.kind, "place": told.place},
        "person": dict(zip(("surname", "name", "patronymic"), parts, strict=True)),
        "files": [],
        "salts": "",
    }
    return json.dumps(data, ensure_ascii=False).encode()
