"""Canaries in what this portal's desks add to an application, and in its moderation.

The applications of house "a" go through everything; house "b" is the body that is asked to take
them over, house "c" the one that holds parts. What is secret stands beside public texts: a public
page is the widest outlet.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.readers import reader_for
from appeals.models import AnswerTemplate, Appeal
from appeals.services import (
    answer_deliver,
    answer_prepare,
    answer_rate,
    answer_send_back,
    appeal_extend,
    appeal_redirect,
    appeal_reopen,
    appeal_set_kind,
    appeal_split,
    appeal_stop,
    appeal_take,
    note_add,
    part_contribute,
    redirect_accept,
    redirect_return,
    supplement_ask,
    supplement_give,
)
from appeals.services.answer_files import answer_file_add
from law.selectors import working_days_after
from moderation.models import BlindReading, ModerationDecision
from moderation.screening import PERSONAL
from moderation.services import (
    moderation_approve,
    moderation_refuse,
    objection_decide,
    objection_file,
)
from tests.planted import (
    AUTHOR,
    MODERATOR,
    OPERATOR,
    House,
    Secrets,
    _upload,
    apply,
    item,
    publish,
    refusal_ground,
)

ANSWER = "Здравствуйте! Мост починили, проезд открыт для всех."
PART = "Прошу починить мост через реку у школы."


@dataclass
class Course:
    """The three bodies, their people, and what a plant needs again and again."""

    secrets: Secrets
    houses: dict[str, House]
    head: User
    moderators: tuple[User, User]
    word: Any = field(init=False)

    def __post_init__(self) -> None:
        self.word = self.secrets.word

    @property
    def own(self) -> House:
        return self.houses["a"]

    def as_(self, actor: User) -> dict[str, Any]:
        return {"actor": actor, "reader": reader_for(actor)}

    @property
    def clerk(self) -> dict[str, Any]:
        return self.as_(self.own.clerk)

    @property
    def author(self) -> dict[str, Any]:
        return self.as_(self.own.author)

    def public(self, *, taken: bool = True) -> Appeal:
        """A published application without a secret of its own."""
        appeal = apply(self.secrets, self.own, "")
        publish(appeal, self.moderators[0])
        # In the evening and on days off the law registers for the next working day.
        Appeal.objects.filter(pk=appeal.pk).update(registered_on=timezone.localdate())
        if taken:
            appeal_take(appeal_id=appeal.pk, **self.clerk)
        return appeal


def plant_course(course: Course) -> None:
    """Everything, through the verbs themselves."""
    _term_and_kind(course)
    _draft_on_its_way(course)
    _stopped(course)
    _rated_and_reviewed(course)
    _handed_round(course)
    _offered_with_a_note(course)
    _parts(course)
    _objections(course)
    _read_blindly(course)
    _personal_marks(course)
    _templates(course)


def _term_and_kind(course: Course) -> None:
    word, clerk = course.word, course.clerk
    appeal = course.public()
    key = {"appeal_id": appeal.pk}
    appeal_extend(
        new_due_on=working_days_after(appeal.due_on, 5),
        reason=f"Нужно ещё время: {word('extension', 'a', AUTHOR)}.",
        **key,
        **course.as_(course.head),
    )
    supplement_ask(ground=None, reason=f"Где мост: {word('asked', 'a', AUTHOR)}?", **key, **clerk)
    supplement_give(text=f"Мост стоит у {word('supplied', 'a', AUTHOR)}.", **key, **course.author)
    reason = f"Это вопрос: {word('kindreason', 'a', AUTHOR)}."
    appeal_set_kind(kind="request", reason=reason, **key, **clerk)
    note_add(text=f"Коллеги, {word('inner', 'a')} знает больше.", **key, **clerk)
    asked = course.public()
    reason = f"Пришлите {word('asking', 'a', AUTHOR)} снимки."
    supplement_ask(appeal_id=asked.pk, ground=None, reason=reason, **clerk)


def _draft_on_its_way(course: Course) -> None:
    word, clerk = course.word, course.clerk
    key = {"appeal_id": course.public().pk}
    words = [word(name, "a") for name in ("draftbefore", "draftnow", "draftprivate")]
    first = answer_prepare(body=f"Здравствуйте! {words[0]} ещё чинит мост.", **key, **clerk)
    name, inside = word("draftfile", "a"), word("draftfilewords", "a")
    answer_file_add(
        upload=_upload(f"{name}.txt", inside.encode()), seen=first.revision, **key, **clerk
    )
    first.refresh_from_db()
    back = f"Перепишите {word('sentback', 'a')} проще."
    answer_send_back(word=back, **key, **course.as_(course.head))
    file = first.files.get().file
    appeal = Appeal.objects.get(pk=key["appeal_id"])
    for way in ("answer/files", "answers/files", "files"):
        course.secrets.paths.append(f"/cms/applications/{appeal.number}/{way}/{file.pk}/")
    other = {"appeal_id": course.public().pk}
    answer_prepare(body=f"Здравствуйте! {words[0]} ещё чинит мост.", **other, **clerk)
    answer_prepare(
        body=f"Здравствуйте! {words[1]} починил мост.", private=words[2], seen=1, **other, **clerk
    )


def _stopped(course: Course) -> None:
    note = f"Об этом ответили раньше: {course.word('stopnote', 'a', AUTHOR)}."
    key = {"appeal_id": course.public().pk}
    appeal_stop(ground="repeat", note=note, **key, **course.as_(course.head))


def _rated_and_reviewed(course: Course) -> None:
    for value, name in (("partly", "comment"), ("no", "commentno")):
        key = {"appeal_id": course.public().pk}
        answer_deliver(body=ANSWER, override=True, **key, **course.clerk)
        comment = f"Мост {course.word(name, 'a', AUTHOR)} ещё шатается."
        answer_rate(value=value, comment=comment, **key, **course.author)
        if value == "partly":
            reason = f"Посмотрите {course.word('review', 'a', AUTHOR)} снова."
            appeal_reopen(reason=reason, **key, **course.author)


def _handed_round(course: Course) -> None:
    """Twice to the same body, which sends it back; the third time the operator decides."""
    word, other = course.word, course.houses["b"]
    key = {"appeal_id": course.public().pk}
    at_operator = ("a", AUTHOR, OPERATOR)
    for turn in ("one", "two"):
        redirect = appeal_redirect(
            to_agency=other.agency,
            reason=f"Решает {word(f'offer{turn}', *at_operator)} другой орган.",
            back_reason=f"Ещё раз: {word(f'back{turn}', *at_operator)}.",
            **key,
            **course.clerk,
        )
        redirect_return(
            redirect_id=redirect.pk,
            reason=f"Не мы, а {word(f'return{turn}', *at_operator)}.",
            **course.as_(other.clerk),
        )
    last = appeal_redirect(
        to_agency=other.agency,
        reason=f"Всё же {word('offerlast', *at_operator)} другой орган.",
        back_reason=f"Снова: {word('backlast', *at_operator)}.",
        **key,
        **course.clerk,
    )
    assert last.is_escalated
    course.secrets.paths.append(f"/cms/operator/decide/{last.appeal.number}/")


def _offered_with_a_note(course: Course) -> None:
    """The body it is offered to reads the course, and keeps its own notes for itself."""
    word, other = course.word, course.houses["b"]
    key = {"appeal_id": course.public().pk}
    reason = f"Решает {word('offeropen', 'a', 'b', AUTHOR)} другой орган."
    appeal_redirect(to_agency=other.agency, reason=reason, **key, **course.clerk)
    note_add(text=f"Наши {word('guestnote', 'b')} спорят.", **key, **course.as_(other.clerk))
    note_add(text=f"Хозяева {word('hostnote', 'a')} ждут.", **key, **course.clerk)


def _parts(course: Course) -> None:
    """A joint part and one answered to the author, at a body that never sees the whole."""
    word, helper = course.word, course.houses["c"]
    asks = course.as_(helper.clerk)
    whole = word("whole", "a", AUTHOR, MODERATOR)
    appeal = apply(course.secrets, course.own, whole)
    appeal_take(appeal_id=appeal.pk, **course.clerk)
    for is_joint in (True, False):
        name = "joint" if is_joint else "apart"
        part = appeal_split(
            appeal_id=appeal.pk,
            to_agency=helper.agency,
            text=PART,
            reason=f"Ваша часть: {word(f'why{name}', 'a', 'c', AUTHOR)}.",
            is_joint=is_joint,
            actor=course.own.clerk,
            reader=reader_for(course.own.clerk),
        )
        course.secrets.paths += [
            f"/ru/applications/{part.number}/",
            f"/api/v1/applications/{part.number}",
            f"/cms/applications/{part.number}/",
        ]
        redirect_accept(redirect_id=part.redirects.get().pk, **asks)
        appeal_take(appeal_id=part.pk, **asks)
        note_add(appeal_id=part.pk, text=f"У нас {word(f'{name}note', 'c')} знает.", **asks)
        if is_joint:
            said = f"Мост чинит {word('contribution', 'a', 'c')}, срок до весны."
            part_contribute(appeal_id=part.pk, body=said, **asks)
        else:
            said = f"Здравствуйте! {word('partdraft', 'c')} чинит мост до весны."
            answer_prepare(appeal_id=part.pk, body=said, **asks)


def _objections(course: Course) -> None:
    """One that waits and one that another moderator has judged."""
    first, second = course.moderators
    for name in ("waits", "judged"):
        text = course.word(f"objected{name}", "a", AUTHOR, MODERATOR)
        appeal = apply(course.secrets, course.own, text)
        moderation_refuse(item=item(appeal), actor=first, ground=refusal_ground())
        objection = objection_file(
            kind="appeal",
            target_id=str(appeal.pk),
            actor=course.own.author,
            reason=f"Не согласен: {course.word(f'objection{name}', AUTHOR, MODERATOR)}.",
        )
        if name == "judged":
            note = f"Остаётся, {course.word('judgement', AUTHOR, MODERATOR)}."
            objection_decide(objection=objection, actor=second, outcome="upheld", note=note)
        course.secrets.paths += [
            f"/cms/moderation/objections/{objection.pk}/",
            f"/cms/moderation/decided/{objection.decision_id}/",
        ]


def _read_blindly(course: Course) -> None:
    """Drawn by hand: a die would draw another text each time."""
    decision = ModerationDecision.objects.get(
        kind="appeal", target_id=str(course.public(taken=False).pk)
    )
    words = {"subject": "Мост", "text": f"Мост {course.word('snapshot', MODERATOR)} починить."}
    reading, _made = BlindReading.objects.update_or_create(
        decision=decision,
        defaults={"first_by": course.moderators[0], "snapshot": json.dumps(words)},
    )
    course.secrets.paths.append(f"/cms/moderation/readings/{reading.pk}/")


def _personal_marks(course: Course) -> None:
    """What screening marks as personal is neither in the public text nor in a list."""
    text = f"Звоните {course.word('caller', 'a', AUTHOR, MODERATOR)}"
    appeal = apply(course.secrets, course.own, text)
    waiting = item(appeal)
    at = waiting.body.find(text)
    cuts = [{"start": at, "end": at + len(text), "ground": PERSONAL}]
    moderation_approve(
        item=waiting,
        actor=course.moderators[0],
        subject=waiting.subject,
        body=waiting.body,
        cuts=cuts,
    )
    course.secrets.paths.append(f"/cms/moderation/decided/{_decision_of(appeal).pk}/")


def _decision_of(appeal: Appeal) -> ModerationDecision:
    return ModerationDecision.objects.get(kind="appeal", target_id=str(appeal.pk))


def _templates(course: Course) -> None:
    for name in ("a", "b"):
        house = course.houses[name]
        row = AnswerTemplate.objects.create(
            agency=house.agency,
            topic=None,
            language="ru",
            title=course.word(f"templatetitle{name}", name, OPERATOR),
            body=f"Здравствуйте! {course.word(f'templatebody{name}', name, OPERATOR)}",
        )
        course.secrets.paths += [
            f"/cms/answer-templates/edit/{row.pk}/",
            f"/cms/answer-templates/inspect/{row.pk}/",
        ]
