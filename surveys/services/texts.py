"""Free answers: before a moderator, published, refused, replaced. Nobody knows whose they are."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from ledger.models import Event
from ledger.services import event_record
from moderation.models import Decision, Ground, ModeratedText
from moderation.services import moderation_open
from moderation.services.checks import ground_check
from moderation.services.closing import item_close
from surveys.models import Ballot, BoxedBallot, Survey, SurveyText
from surveys.selectors.form import FormQuestion
from surveys.states import QuestionKind, TextState

KIND = "survey_text"


def texts_put(
    survey: Survey, ballot: BoxedBallot, former: Ballot | None, form: Mapping[str, FormQuestion]
) -> None:
    """Free answers of one ballot go before a moderator, in the transaction of the mixing.

    ``former`` is the ballot it replaces: the same words stay as they are, other words wait anew,
    words left out are withdrawn.
    """
    texts = json.loads(str(ballot.texts)) if ballot.texts else {}
    for key, words in texts.items():
        mark = str(ballot.answers[key]["h"])
        _text_put(survey, form[key], mark, ballot.language, words)
    gone = set(former.answers if former else ()) - set(ballot.answers)
    for key in gone:
        if former and form[key].kind == QuestionKind.TEXT:
            _text_withdraw(str(former.answers[key]["h"]))


@transaction.atomic
def survey_text_publish(
    *, text_id: int, body: str, cuts: list[dict[str, Any]], actor: User
) -> SurveyText:
    """Publish this wording, as a moderator decided."""
    text = text_lock(text_id)
    _waiting_check(text)
    text.state, text.body, text.cuts = TextState.PUBLISHED, body, cuts
    text.published_on = localdate()
    text.save()
    _event(text, "publish", actor)
    return text


@transaction.atomic
def survey_text_refuse(*, text_id: int, ground: Ground, note: str, actor: User) -> SurveyText:
    """Don't publish. The voter reads the ground by the receipt; the answer counts all the same."""
    text = text_lock(text_id)
    _waiting_check(text)
    text.state, text.refusal_ground = TextState.REFUSED, ground_check(ground)
    text.refusal_note = note or None
    text.save()
    _event(text, "refuse", actor, ground=ground.code)
    return text


def text_lock(text_id: int) -> SurveyText:
    """The free answer's row, locked; ``SurveyText.DoesNotExist``."""
    rows = SurveyText.objects.select_for_update(of=("self",))
    return rows.select_related("question__survey__agency").get(pk=text_id)


def _text_put(
    survey: Survey, question: FormQuestion, receipt: str, language: str, words: str
) -> None:
    text = SurveyText.objects.select_for_update().filter(receipt=receipt).first()
    if text and str(text.original) == words and text.state != TextState.WITHDRAWN:
        return
    text = text or SurveyText(question=question.row, receipt=receipt)
    text.language, text.original, text.state = language, words, TextState.PENDING
    text.body, text.cuts, text.published_on = "", [], None
    text.refusal_ground = text.refusal_note = None
    text.save()
    moderation_open(
        kind=KIND,
        target_id=str(text.pk),
        agency=survey.agency,
        language=language,
        subject="",
        body=words,
    )


def _text_withdraw(receipt: str) -> None:
    """Its voter has taken it back."""
    text = SurveyText.objects.select_for_update().filter(receipt=receipt).first()
    if text is None:
        return
    for item in ModeratedText.objects.filter(kind=KIND, target_id=str(text.pk)):
        item_close(item, Decision.WITHDRAWN, actor=None)
    text.state, text.body, text.cuts, text.original = TextState.WITHDRAWN, "", [], None
    text.save()


def _waiting_check(text: SurveyText) -> None:
    if text.state != TextState.PENDING:
        raise Refused(_("This free answer is decided on already."), code="wrong_state")


def _event(text: SurveyText, verb: str, actor: User, **data: Any) -> Event:
    return event_record(
        verb=f"survey_text.{verb}",
        target=text,
        actor=actor,
        agency_id=text.question.survey.agency_id,
        data=data,
    )
