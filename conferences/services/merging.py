"""Two questions that ask the same become one. Both numbers go on living."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.locking import conference_lock, question_changed, questions_lock
from conferences.models import ConferenceQuestion, QuestionVote
from conferences.services.publishing import judge_check
from conferences.services.questions import leave_hall, question_event, question_tell
from conferences.services.staging import running_check
from conferences.services.talking import place_check
from conferences.states import Place, QuestionState
from core.audience import Reader
from core.errors import Refused


@dataclass(frozen=True)
class Merged:
    """How many votes go to the other question, and how many stay where they are."""

    moved: int
    kept: int


@transaction.atomic
def question_merge(*, source_id: int, target_id: int, actor: User, reader: Reader) -> Merged:
    """Merge the source into the target.

    The source keeps its number, page and comments, and leaves the queue. A vote moves only where
    its voter may have it: no vote on the target yet, and not the target's author; the rest stays.
    Whatever was merged into the source before stands behind the target now, and answers written
    to the source stand under the target. Refused:
    ``not_allowed`` (for one's own question as well), ``wrong_phase``, ``same``, ``not_here`` for
    two conferences, ``merged``, ``wrong_state``, ``now`` while the source is being answered.
    """
    rows = _locked(source_id, target_id, actor, reader)
    source, target = rows[source_id], rows[target_id]
    _check(source, target, actor)
    moved = votes_that_move(source, target).update(question=target)
    for question in (source, target):
        question.votes = QuestionVote.objects.filter(question=question).count()
    source.state, source.merged_into = QuestionState.MERGED, target
    question_changed(source, "state", "merged_into", "votes", *leave_hall(source))
    question_changed(target, "votes")
    for earlier in rows.values():
        if earlier.merged_into_id == source.pk:
            earlier.merged_into = target
            question_changed(earlier, "merged_into")
    event = question_event(
        source,
        "merge",
        actor,
        into=target.number,
        moved=moved,
        kept=source.votes,
        **_answers_move(source, target),
    )
    question_tell(source, "merged", event, into=target.number)
    return Merged(moved=moved, kept=source.votes)


def merge_preview(source: ConferenceQuestion, target: ConferenceQuestion) -> Merged:
    """What merging would do to the votes now. Two queries."""
    moved = votes_that_move(source, target).count()
    return Merged(moved=moved, kept=QuestionVote.objects.filter(question=source).count() - moved)


def votes_that_move(
    source: ConferenceQuestion, target: ConferenceQuestion
) -> QuerySet[QuestionVote]:
    """Votes on the source whose voter may vote for the target and hasn't."""
    on_target = QuestionVote.objects.filter(question=target).values("voter")
    taken = Q(voter__in=on_target)
    if target.author_id is not None:
        taken |= Q(voter=target.author_id)
    return QuestionVote.objects.filter(question=source).exclude(taken)


def _answers_move(source: ConferenceQuestion, target: ConferenceQuestion) -> dict[str, list[int]]:
    """What is written under the source is read under the target from now on."""
    moved = []
    for answer in source.answers.filter(withdrawn_at=None):
        answer.question = target
        answer.save(update_fields=["question"])
        moved.append(answer.pk)
    return {"answers": moved} if moved else {}


def _locked(
    source_id: int, target_id: int, actor: User, reader: Reader
) -> dict[int, ConferenceQuestion]:
    """The conference, then both questions and what was merged into the source, in order of ids.

    Merges of one conference come one after the other, so what was merged before is known here.
    """
    ids = {source_id, target_id}
    places = ConferenceQuestion.objects.filter(pk__in=ids).values_list("conference_id", flat=True)
    conferences = set(places)
    if len(places) != len(ids) or len(conferences) != 1:
        raise Refused(_("There is no such question at this conference."), code="not_here")
    conference = conference_lock(conferences.pop())
    running_check(conference, actor, reader)
    earlier = ConferenceQuestion.objects.filter(merged_into=source_id)
    rows = questions_lock({*ids, *earlier.values_list("pk", flat=True)})
    for row in rows.values():
        row.conference = conference
    return rows


def _check(source: ConferenceQuestion, target: ConferenceQuestion, actor: User) -> None:
    if source.pk == target.pk:
        raise Refused(_("A question can't be merged into itself."), code="same")
    for question in (source, target):
        judge_check(question, actor)
        place_check(question)
    if source.place == Place.NOW:
        raise Refused(
            _("Question %(number)s is being answered now. Merge the other one into it.")
            % {"number": source.number},
            code="now",
        )
