"""What bodies and authors do in the demo beside taking and answering, by the real verbs."""

from typing import TYPE_CHECKING

from agencies.models import Agency
from appeals.services import (
    answer_agree,
    answer_prepare,
    answer_rate,
    appeal_extend,
    appeal_receive,
    appeal_redirect,
    appeal_split,
    appeal_stop,
    redirect_return,
    supplement_ask,
)
from law.selectors import working_days_after

if TYPE_CHECKING:
    from home.loading.applications import Life

EXTENDED_BY = 3
SAID = {
    "ask": {
        "kk": "Қай үй және қай кіреберіс екенін жазыңызшы: мекенжайсыз тексере алмаймыз.",
        "ru": "Напишите, пожалуйста, номер дома и подъезд: без адреса мы не можем проверить.",
        "en": "Please write the house and the entrance: we can't check without the address.",
    },
    "extend": {
        "kk": "Деректерді мердігерден сұраттық, тексеруге уақыт керек.",
        "ru": "Мы запросили данные у подрядчика, на проверку нужно время.",
        "en": "We have asked the contractor for data and need time to check them.",
    },
    "stop": {
        "kk": "Осы сұраққа биыл толық жауап берілген, жаңа дәлел жоқ.",
        "ru": "На этот вопрос в этом году уже дан полный ответ, новых доводов нет.",
        "en": "This question was answered in full this year, and there is nothing new.",
    },
    "hand_on": {
        "kk": "Бұл мәселе сіздердің құзыретіңізде деп санаймыз.",
        "ru": "Считаем, что этот вопрос в вашей компетенции.",
        "en": "We think that this is within your competence.",
    },
    "not_ours": {
        "kk": "Бұл біздің құзыретіміз емес.",
        "ru": "Это не наша компетенция.",
        "en": "This is not within our competence.",
    },
    "no": {
        "kk": "Жауапта нақты күн жоқ, мәселе шешілген жоқ.",
        "ru": "В ответе нет ни одной даты, вопрос не решён.",
        "en": "The answer gives no date, and nothing has changed.",
    },
}


def receive(life: "Life") -> None:
    """The agency confirms that it has it."""
    appeal_receive(appeal_id=life.row.pk, actor=life.clerk.user, reader=life.clerk.reader)


def prepare(life: "Life") -> None:
    """A draft waits for a colleague."""
    clerk = life.clerk
    answer_prepare(
        appeal_id=life.row.pk, actor=clerk.user, reader=clerk.reader, body=life.story.answer
    )


def agree(life: "Life") -> None:
    """The head has read the draft."""
    head = life.head
    seen = life.row.prepared.revision
    answer_agree(appeal_id=life.row.pk, actor=head.user, reader=head.reader, seen=seen)


def ask(life: "Life") -> None:
    """The author is asked for what is missing."""
    clerk = life.clerk
    supplement_ask(
        appeal_id=life.row.pk,
        actor=clerk.user,
        reader=clerk.reader,
        ground=None,
        reason=_said(life, "ask"),
    )


def extend(life: "Life") -> None:
    """The head gives the answer a later day."""
    head, appeal = life.head, life.row
    appeal_extend(
        appeal_id=appeal.pk,
        actor=head.user,
        reader=head.reader,
        new_due_on=working_days_after(appeal.due_on, EXTENDED_BY),
        reason=_said(life, "extend"),
    )


def stop(life: "Life") -> None:
    """The head stops consideration on a ground from the list."""
    head = life.head
    appeal_stop(
        appeal_id=life.row.pk,
        actor=head.user,
        reader=head.reader,
        ground="repeat",
        note=_said(life, "stop"),
    )


def rate(life: "Life") -> None:
    """The author says whether it is solved; mostly it is."""
    _rate(life, "yes" if life.story.die.random() < 0.7 else "partly", "")


def rate_no(life: "Life") -> None:
    """The author says no, and another person has to look again."""
    _rate(life, "no", _said(life, "no"))


def split(life: "Life") -> None:
    """The first sentence goes to another body."""
    clerk, appeal = life.clerk, life.row
    sentence = life.story.text.split(". ")[0]
    appeal_split(
        appeal_id=appeal.pk,
        to_agency=_others(life)[0],
        text=sentence,
        reason=_said(life, "hand_on"),
        is_joint=True,
        actor=clerk.user,
        reader=clerk.reader,
    )


def hand_round(life: "Life") -> None:
    """Two bodies send it back; the third hand-over is for the operator."""
    clerk, appeal = life.clerk, life.row
    for agency in _others(life)[:3]:
        offer = appeal_redirect(
            appeal_id=appeal.pk,
            to_agency=agency,
            reason=_said(life, "hand_on"),
            actor=clerk.user,
            reader=clerk.reader,
        )
        if offer.state != "proposed":
            return
        there = life.cast.clerks[agency.pk]
        redirect_return(
            redirect_id=offer.pk,
            reason=_said(life, "not_ours"),
            actor=there.user,
            reader=there.reader,
        )


def _rate(life: "Life", value: str, comment: str) -> None:
    author = life.story.author
    answer_rate(
        appeal_id=life.row.pk,
        actor=author.user,
        reader=author.reader,
        value=value,
        comment=comment,
    )


def _others(life: "Life") -> list[Agency]:
    rows = Agency.objects.filter(is_active=True).exclude(pk=life.row.agency_id)
    return list(rows.order_by("key"))


def _said(life: "Life", what: str) -> str:
    return SAID[what][life.story.language]
