"""Who talks at conferences in tests, and what each of them does."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from accounts.models import RoleKind, User
from accounts.readers import reader_for
from agencies.models import Agency
from conferences.models import Comment, ConferenceQuestion
from conferences.recount import counted
from conferences.services import (
    Vote,
    comment_hide,
    comment_report,
    comment_withdraw,
    comment_write,
    question_vote,
    report_settle,
)
from core.errors import Refused
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from tests.factories.moderation import admit
from tests.factories.people import make_citizen
from tests.factories.people import make_staff as make_staff_member

TEXT = "Поддерживаю. У нас та же беда с дорогой."
GROUND = "insult"


def make_staff(kind: str, agency: Agency | None = None) -> User:
    return admit(make_staff_member(kind, agency))


def make_moderator() -> User:
    return make_staff(RoleKind.MODERATOR)


def vote(question: ConferenceQuestion, voter: User, on: bool = True) -> Vote:
    return question_vote(question_id=question.pk, voter=voter, reader=reader_for(voter), on=on)


def write(question: ConferenceQuestion, author: User, text: str = TEXT, **said: Any) -> Comment:
    return comment_write(
        question_id=question.pk, author=author, reader=reader_for(author), text=text, **said
    )


def item_of(comment: Comment) -> ModeratedText:
    return ModeratedText.objects.get(kind="comment", target_id=str(comment.pk))


def approve(comment: Comment, moderator: User, body: str = "", cuts: Any = ()) -> Comment:
    item = item_of(comment)
    moderation_approve(
        item=item, actor=moderator, subject="", body=body or item.body, cuts=list(cuts)
    )
    comment.refresh_from_db()
    return comment


def refuse(comment: Comment, moderator: User, ground: str = GROUND, note: str = "") -> Comment:
    moderation_refuse(item=item_of(comment), actor=moderator, ground=ground, note=note)
    comment.refresh_from_db()
    return comment


def hide(comment: Comment, actor: User, ground: str = GROUND, note: str = "") -> Comment:
    return comment_hide(
        comment_id=comment.pk, ground=ground, note=note, actor=actor, reader=reader_for(actor)
    )


def withdraw(comment: Comment, actor: User) -> Comment:
    return comment_withdraw(comment_id=comment.pk, actor=actor, reader=reader_for(actor))


def report(comment: Comment, reporter: User, note: str = "") -> Any:
    return comment_report(comment_id=comment.pk, reporter=reporter, note=note)


def settle(comment: Comment, actor: User) -> int:
    return report_settle(comment_id=comment.pk, actor=actor, reader=reader_for(actor))


def refusal_of(act: Callable[[], Any]) -> str:
    """The code it was refused with; "" when it was not."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return ""


def assert_counters_are_true() -> None:
    assert [row for row in counted() if not row.equal] == []


def citizens(count: int) -> list[User]:
    return [make_citizen() for _ in range(count)]


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    """The calls in as many threads and connections as the database has room for, all starting
    together; with fewer threads than calls each takes its share.

    What each returned, or the code of its refusal; anything else fails the test.
    """
    threads = min(len(calls), _room())
    barrier = Barrier(threads)

    def run(number: int) -> list[Any]:
        try:
            connection.ensure_connection()
            barrier.wait(120)
            return [_told(call) for call in calls[number::threads]]
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        shares = list(pool.map(run, range(threads)))
    return [shares[number % threads][number // threads] for number in range(len(calls))]


def _told(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Refused as refusal:
        return refusal.code


def _room() -> int:
    """Another worker may test on the same server; SQLite has one writer at a time anyway."""
    if connection.vendor != "postgresql":
        return 8
    with connection.cursor() as cursor:
        cursor.execute("SHOW max_connections")
        return (int(cursor.fetchone()[0]) - 20) // 2
