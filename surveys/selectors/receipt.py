"""What a receipt tells its owner: whether the vote is counted, what became of free answers."""

from dataclasses import dataclass

from django.utils.functional import Promise

from surveys.models import Ballot, BoxedBallot, Survey, SurveyText
from surveys.receipts import code_clean, question_hash, receipt_hash
from surveys.states import QuestionKind, TextState

# Of the hash in the recount file.
MARK = 16


@dataclass(frozen=True)
class OwnText:
    """A free answer by its receipt."""

    question: str
    state: str
    label: str | Promise
    ground: str
    note: str


@dataclass(frozen=True)
class OwnMark:
    """By which hash the answer to a question stands in the recount file."""

    question: str
    mark: str


@dataclass(frozen=True)
class ReceiptState:
    """``is_counted`` or ``is_boxed``, both when a change of counted answers waits in the box;
    neither: no such receipt."""

    is_counted: bool
    is_boxed: bool
    texts: tuple[OwnText, ...]
    marks: tuple[OwnMark, ...]

    @property
    def is_found(self) -> bool:
        """There are answers with this receipt."""
        return self.is_counted or self.is_boxed


def receipt_check(survey: Survey, code: str) -> ReceiptState:
    """Look a code up; everything but the hash of it stays unread. Four queries at most."""
    if not code_clean(code):
        return ReceiptState(False, False, (), ())
    mine = {"survey": survey, "receipt": receipt_hash(code)}
    counted = Ballot.objects.filter(**mine).only("answers").first()
    is_boxed = BoxedBallot.objects.filter(**mine).exists()
    questions = list(survey.questions.all()) if counted or is_boxed else []
    marks = {row.pk: question_hash(code, survey.key, row.key) for row in questions}
    kept = set(counted.answers) if counted else set()
    return ReceiptState(
        is_counted=counted is not None,
        is_boxed=is_boxed,
        texts=_texts(list(marks.values())),
        marks=tuple(
            OwnMark(row.localized("text"), marks[row.pk][:MARK])
            for row in questions
            if row.key in kept
        ),
    )


def _texts(marks: list[str]) -> tuple[OwnText, ...]:
    rows = SurveyText.objects.filter(receipt__in=marks, question__kind=QuestionKind.TEXT)
    return tuple(
        OwnText(
            question=row.question.localized("text"),
            state=row.state,
            label=TextState(row.state).label,
            ground=row.refusal_ground.localized("title") if row.refusal_ground else "",
            note=str(row.refusal_note or ""),
        )
        for row in rows.select_related("question", "refusal_ground").order_by("question__order")
    )
