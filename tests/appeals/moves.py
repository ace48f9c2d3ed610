"""An application in any state with everything its moves need, and each move as a call."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.readers import reader_for
from agencies.models import Agency
from appeals import services
from appeals.models import Appeal, PreparedAnswer, Redirect, StopDecision, Supplement
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.services.assigning import appeal_assign
from appeals.services.preparing import answer_agree, answer_prepare, answer_send_back
from appeals.services.signed_answers import answer_payload, answer_wait
from appeals.states import Channel, RedirectState, State, Who
from law.models import StopGround
from law.selectors import working_days_after
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory, RedirectFactory
from tests.factories.signing import make_person

REVISION = 1
# Two moves that one service makes, each from states of its own.
TWINS = {
    "assign": "reassign",
    "reassign": "assign",
    "prepare": "prepare_more",
    "prepare_more": "prepare",
    "sign": "sign_more",
    "sign_more": "sign",
}
OFFERED = {
    "accept_redirect": RedirectState.PROPOSED,
    "return_redirect": RedirectState.PROPOSED,
    "decide_redirect": RedirectState.OPERATOR,
    "keep_redirect": RedirectState.OPERATOR,
}


@dataclass
class Case:
    """An application in a state, ready for one move, and the people around it."""

    appeal: Appeal
    other: Agency
    writer: User
    offer: Redirect | None = None

    def person(self, name: str) -> User:
        """Somebody by what they are: a role at the holder or at the other body, or none."""
        if name == "author":
            return self.appeal.author
        person = make_person()
        kind, _, place = name.partition("@")
        if kind == "citizen":
            return person
        agency = {"": None, "holder": self.appeal.agency, "other": self.other}
        former = place.startswith("former ")
        people.add_role(person, kind, agency[place.removeprefix("former ")], ended=former)
        return person


def case_for(verb: str, state: State) -> Case:
    """The application as this move would find it in this state."""
    office = OfficeFactory()
    appeal = _appeal(verb, state, office)
    case = Case(appeal, OfficeFactory().agency, people.make_worker(appeal.agency))
    _draft(case)
    _surroundings(case, state)
    if verb in OFFERED:
        case.offer = RedirectFactory(
            appeal=appeal, to_agency=case.other, state=OFFERED[verb], from_agency=appeal.agency
        )
    if verb == "escalate":
        for _time in range(2):
            RedirectFactory(appeal=appeal, returned=True)
    return case


def _appeal(verb: str, state: State, office: Any) -> Appeal:
    traits: dict[str, Any] = {"office": office, "state": state}
    if state == State.ANSWERED:
        traits["answered"] = True
    if verb == "contribute":
        traits |= {
            "parent": AppealFactory(),
            "part": 1,
            "is_joint": True,
            "channel": Channel.PART,
            "publication": "private",
            "publish_consent": False,
        }
    return AppealFactory(**traits)


def _draft(case: Case) -> None:
    words = OriginalAnswer(body=people.ANSWER)
    PreparedAnswer.objects.create(
        appeal=case.appeal,
        agency=case.appeal.agency,
        content=answer_bytes(words).decode(),
        revision=REVISION,
        prepared_by=case.writer,
        overridden_by=case.writer,
        overridden_revision=REVISION,
    )


def _surroundings(case: Case, state: State) -> None:
    now = timezone.now()
    if state == State.WAITING:
        Supplement.objects.create(
            appeal=case.appeal,
            reason="Уточните адрес.",
            asked_by=case.writer,
            asked_at=now - timedelta(days=9),
            due_on=timezone.localdate() - timedelta(days=1),
        )
    if state == State.STOPPED:
        StopDecision.objects.create(
            appeal=case.appeal,
            ground=StopGround.objects.get(code="repeat"),
            note="Ответ уже дан.",
            decided_by=case.writer,
            decided_at=now,
        )
    if state == State.SIGNED:
        PreparedAnswer.objects.filter(appeal=case.appeal).update(waits_since=now)


def do(verb: str, case: Case, actor: User) -> Any:
    """Make the move as this person."""
    return ACTS[verb](case, actor, {"actor": actor, "reader": reader_for(actor)})


def _id(case: Case) -> dict[str, int]:
    return {"appeal_id": case.appeal.pk}


def _offer(case: Case) -> dict[str, int]:
    assert case.offer is not None
    return {"redirect_id": case.offer.pk}


def _sign(case: Case, actor: User, who: dict[str, Any]) -> None:
    payload = answer_payload(**_id(case), **who)
    answer_wait(payload=payload)


def _extend(case: Case, actor: User, who: dict[str, Any]) -> None:
    day = working_days_after(case.appeal.due_on, 2)
    services.appeal_extend(**_id(case), **who, new_due_on=day, reason="Нужна проверка.")


ACTS: dict[str, Callable[[Case, User, dict[str, Any]], Any]] = {
    "receive": lambda c, a, who: services.appeal_receive(**_id(c), **who),
    "take": lambda c, a, who: services.appeal_take(**_id(c), **who),
    "assign": lambda c, a, who: appeal_assign(**_id(c), **who, executor=c.writer),
    "set_kind": lambda c, a, who: services.appeal_set_kind(
        **_id(c), **who, kind="complaint", reason="Это жалоба."
    ),
    "prepare": lambda c, a, who: answer_prepare(
        **_id(c), **who, body=people.ANSWER + " Новое.", seen=REVISION
    ),
    "agree": lambda c, a, who: answer_agree(**_id(c), **who, seen=REVISION),
    "send_back": lambda c, a, who: answer_send_back(**_id(c), **who, word="Добавьте дату."),
    "sign": _sign,
    "answer": lambda c, a, who: services.answer_deliver(
        **_id(c), **who, body=people.ANSWER, override=True
    ),
    "contribute": lambda c, a, who: services.part_contribute(**_id(c), **who, body=people.ANSWER),
    "split": lambda c, a, who: services.appeal_split(
        **_id(c),
        **who,
        to_agency=c.other,
        text="Прошу заделать её.",
        reason=people.REASON,
        is_joint=False,
    ),
    "redirect": lambda c, a, who: services.appeal_redirect(
        **_id(c), **who, to_agency=c.other, reason=people.REASON
    ),
    "accept_redirect": lambda c, a, who: services.redirect_accept(**_offer(c), **who),
    "return_redirect": lambda c, a, who: services.redirect_return(
        **_offer(c), **who, reason=people.REASON
    ),
    "decide_redirect": lambda c, a, who: services.redirect_decide(
        **_offer(c), **who, to_agency=c.other, reason=people.REASON
    ),
    "keep_redirect": lambda c, a, who: services.redirect_decide(
        **_offer(c), **who, to_agency=c.appeal.agency, reason=people.REASON
    ),
    "extend": _extend,
    "ask_supplement": lambda c, a, who: services.supplement_ask(
        **_id(c), **who, ground=None, reason="Уточните адрес."
    ),
    "supplement": lambda c, a, who: services.supplement_give(
        **_id(c), **who, text="Улица Образцовая, 1."
    ),
    "resume": lambda c, a, who: services.appeal_resume(**_id(c), **who),
    "withdraw": lambda c, a, who: services.appeal_withdraw(**_id(c), **who),
    "stop": lambda c, a, who: services.appeal_stop(
        **_id(c), **who, ground="repeat", note="Ответ уже дан в прошлом году."
    ),
    "reopen": lambda c, a, who: services.appeal_reopen(
        **_id(c), **who, reason="Ответа по существу нет."
    ),
    "rate": lambda c, a, who: services.answer_rate(**_id(c), **who, value="yes"),
}
ACTS["reassign"] = ACTS["assign"]
ACTS["prepare_more"] = ACTS["prepare"]
ACTS["sign_more"] = ACTS["sign"]
ACTS["escalate"] = ACTS["redirect"]

# Who may make a move, as ``Case.person`` names them; the first one does it in the tests.
MAY = {
    Who.AUTHOR: ["author"],
    Who.WORKER: ["clerk@holder", "head@holder"],
    Who.COLLEAGUE: ["head@holder", "clerk@holder"],
    Who.HEAD: ["head@holder"],
    Who.RECEIVER: ["clerk@other", "head@other"],
    Who.OPERATOR: ["operator"],
}
EVERYBODY = [
    "author",
    "citizen",
    "clerk@holder",
    "head@holder",
    "editor@holder",
    "clerk@former holder",
    "clerk@other",
    "head@other",
    "editor@other",
    "moderator",
    "operator",
    "auditor",
]
