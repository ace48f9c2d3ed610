"""Screening for other programs: JSON lines in, JSON lines out."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from moderation.screening import hide, screen_marks
from moderation.screening.lists import Lists, lists_now, lists_sown
from moderation.screening.services import late_marks

LANGUAGES = ("", "kk", "ru", "en")
KEYS = frozenset({"id", "text", "lang", "topic"})


class BadLine(ValueError):
    """A line that can't be screened, and why."""


class Command(BaseCommand):
    help = (
        "Screen texts. With --batch, read one JSON object a line from standard input: {id, text} "
        "and, if known, lang (kk, ru, en) and topic (its key). Answer one object a line, in order: "
        "{id, marks: [{class, start, end, score}], masked}; places count characters of text. "
        "A bad line is answered with {id, error}, id null where it can't be read, and the next one "
        "is read. Empty lines are skipped. Exit code 0: every line was read, whatever was in it; "
        "2: the command was called wrongly."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="read JSON lines")
        parser.add_argument(
            "--spelling", action="store_true", help="look for mistakes too (slow, much memory)"
        )
        parser.add_argument(
            "--own-lists", action="store_true", help="the lists as delivered, without a database"
        )

    def handle(
        self, *args: Any, batch: bool, spelling: bool, own_lists: bool, **options: Any
    ) -> None:
        if not batch:
            raise CommandError("Use --batch and give JSON lines.", returncode=2)
        lists = lists_sown() if own_lists else lists_now()
        source = getattr(sys.stdin, "buffer", sys.stdin)
        for answer in answers(source, lists, spelling=spelling):
            self.stdout.write(json.dumps(answer, ensure_ascii=False))


def answers(
    lines: Iterable[bytes | str], lists: Lists, *, spelling: bool = False
) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not empty."""
    for line in lines:
        if line.strip():
            yield _answer(line, lists, spelling)


def _answer(line: bytes | str, lists: Lists, spelling: bool) -> dict[str, Any]:
    id_: Any = None
    try:
        given = _read(line)
        id_ = given["id"]
        text, language, topic = _words(given)
    except BadLine as error:
        return {"id": id_, "error": str(error)}
    marks = screen_marks(text, language, topic=topic, lists=lists)
    if spelling:
        marks += late_marks(text, language, "", lists)
    return {
        "id": id_,
        "marks": [_told(mark.as_dict()) for mark in marks],
        "masked": hide(text, marks),
    }


def _told(mark: dict[str, Any]) -> dict[str, Any]:
    """Rows of the lists are nobody's business outside."""
    return {key: value for key, value in mark.items() if key != "words"}


def _read(line: bytes | str) -> dict[str, Any]:
    try:
        given = json.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError) as error:
        raise BadLine("not JSON") from error
    if not isinstance(given, dict):
        raise BadLine("not an object")
    id_ = given.get("id")
    if not isinstance(id_, str | int) or isinstance(id_, bool):
        raise BadLine("id: a string or a whole number is needed")
    return given


def _words(given: dict[str, Any]) -> tuple[str, str, str]:
    text, language, topic = given.get("text"), given.get("lang") or "", given.get("topic") or ""
    if not isinstance(text, str):
        raise BadLine("text: a string is needed")
    if language not in LANGUAGES:
        raise BadLine("lang: kk, ru or en")
    if not isinstance(topic, str):
        raise BadLine("topic: the key of a topic")
    if unknown := sorted(set(given) - KEYS):
        raise BadLine(f"unknown key: {unknown[0]}")
    return text, language, topic
