"""Taking an author's name off everything public, because their data is blocked."""

from django.utils import timezone

from accounts.models import User
from appeals.models import AnswerText, Appeal
from appeals.naming import names_person
from appeals.originals import original_of
from appeals.services.moving import appeal_lock, is_public
from appeals.services.publishing import KIND, answer_offer
from appeals.states import NameShown
from ledger.services import event_record
from search.services import entry_update


def author_hide(*, author: User, actor: User) -> int:
    """Hide the name on all applications of this author, in the caller's transaction; how many.

    Public answers that name the author leave the page until a moderator has read them: they were
    public because the name was. Texts of the author's own stay as a moderator let them out.
    """
    shown = Appeal.objects.filter(author=author).exclude(
        name_shown=NameShown.HIDDEN, author_public_name=""
    )
    ids = list(shown.order_by("pk").values_list("pk", flat=True))
    for appeal_id in ids:
        _hide(appeal_lock(appeal_id), actor)
    return len(ids)


def _hide(appeal: Appeal, actor: User) -> None:
    appeal.name_shown, appeal.author_public_name = NameShown.HIDDEN, ""
    appeal.save(update_fields=["name_shown", "author_public_name"])
    event_record(verb="appeal.hide_name", target=appeal, actor=actor, agency_id=appeal.agency_id)
    if is_public(appeal):
        _answers_hide(appeal)
        entry_update(kind=KIND, object_id=str(appeal.pk))


def _answers_hide(appeal: Appeal) -> None:
    person = original_of(appeal).person
    texts = AnswerText.objects.filter(answer__appeal=appeal, withdrawn_at=None)
    for text in texts.select_related("answer__original__row_key", "answer__office"):
        if names_person(text.body, person):
            text.withdrawn_at = timezone.now()
            text.save(update_fields=["withdrawn_at"])
            answer_offer(text.answer, appeal)
