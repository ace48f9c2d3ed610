"""Where conferences and applications meet: an author makes an application of a question.

Nothing is sent here. The words go into the author's own draft to the office, and the usual form,
with its terms and its signature, does the rest.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency, Office
from agencies.selectors import office_list
from appeals.apply.forms import SUBJECT_LENGTH
from appeals.apply.journey import PURPOSE
from appeals.models import Appeal
from appeals.states import Kind, Publication
from conferences.locking import question_lock
from conferences.models import ConferenceQuestion
from conferences.permissions import is_asker
from conferences.services.questions import own_words
from conferences.states import QuestionState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from home.models import QuestionApplication
from ledger.services import event_record
from signing.drafts import draft_discard, draft_open, draft_read, draft_save
from signing.files import file_list
from signing.models import Draft

STATES = (QuestionState.PUBLISHED, QuestionState.REFUSED)
WORDS = ("subject", "text", "place")
STEP = "question"
FIRST_WORDS = 12


def application_numbers(question_ids: Collection[int], reader: Reader) -> dict[int, str]:
    """Numbers of the applications made of these questions, for the author and, of a public
    question with a public application, for everybody. One query.

    Others learn nothing where the two show different names: the link alone would tell who asked.
    """
    question = "payload__draft__question__question"
    public = Q(
        **{
            "publication": Publication.PUBLISHED,
            f"{question}__state": QuestionState.PUBLISHED,
            f"{question}__author_public_name": F("author_public_name"),
        }
    )
    mine = Q(author_id=reader.user_id) if reader.user_id else Q(pk=None)
    rows = Appeal.objects.filter(
        mine | public, parent=None, **{f"{question}__in": list(question_ids)}
    )
    return dict(rows.values_list(question, "number"))


def offices_for(agency: Agency) -> list[Office]:
    """Where the agency takes applications, the first one first."""
    return [office for office in office_list().filter(agency=agency) if office.accepts_applications]


def begun_draft(question: ConferenceQuestion) -> Draft | None:
    """The draft of an application that the author makes of this question."""
    made = QuestionApplication.objects.select_related("draft").filter(question=question).first()
    return made.draft if made else None


@transaction.atomic
def question_make_application(
    *, question_id: int, office: Office, author: User, reader: Reader, replace: bool = False
) -> Draft:
    """Put the question's words into the author's draft to this office; the form goes on with it.

    A draft that is there already comes back as it is. Refused: ``not_allowed`` to anybody but the
    author; ``merged``, ``wrong_state``; ``made_already`` once it is sent; ``not_here`` for an
    office of another agency or a closed one; ``has_words`` when something else is begun to this
    office, unless ``replace`` says to throw that away; ``signature_waits``.
    """
    question = question_lock(question_id)
    if not is_asker(reader, question) or not reader.is_person(author.pk):
        raise NotAllowed
    state_check(question)
    begun = begun_draft(question)
    if begun is not None:
        return _unsent(begun)
    if office.agency_id != question.conference.agency_id or not office.accepts_applications:
        raise Refused(_("This office takes no applications here."), code="not_here")
    draft = _empty_draft(office, author, replace)
    draft = draft_save(draft=draft, owner=author, values=_values(question), step=STEP)
    QuestionApplication.objects.create(question=question, draft=draft)
    # The event names the draft only: whoever reads events must not learn who asked.
    event_record(verb="draft.of_question", target=draft, actor=author)
    return draft


def state_check(question: ConferenceQuestion) -> None:
    """Refuse what can't become an application."""
    if question.state == QuestionState.MERGED:
        raise Refused(
            _("This question stands together with another one now. It is answered there."),
            code="merged",
        )
    if question.state not in STATES:
        raise Refused(
            _("An application can be made of it once a moderator has decided on it."),
            code="wrong_state",
        )


def has_words(draft: Draft) -> bool:
    """Somebody has typed in it, or added a file."""
    values = draft_read(draft)
    return any(values.get(name) for name in WORDS) or bool(file_list(draft))


def _empty_draft(office: Office, author: User, replace: bool) -> Draft:
    draft = draft_open(owner=author, purpose=PURPOSE, object_key=office.key)
    if not has_words(draft):
        QuestionApplication.objects.filter(draft=draft).delete()
        return draft
    if not replace:
        raise Refused(_("You have begun an application to this office."), code="has_words")
    draft_discard(draft=draft, owner=author)
    return draft_open(owner=author, purpose=PURPOSE, object_key=office.key)


def _unsent(draft: Draft) -> Draft:
    if draft.sent_at is not None:
        raise Refused(_("You have made an application of it already."), code="made_already")
    return draft


def _values(question: ConferenceQuestion) -> dict[str, str]:
    text = own_words(question)
    return {
        "kind": Kind.REQUEST if "?" in text else Kind.APPLICATION,
        "subject": subject_of(text),
        "text": text,
    }


def subject_of(text: str) -> str:
    """The first words in one line."""
    line = " ".join(text.split())
    return Truncator(Truncator(line).words(FIRST_WORDS)).chars(SUBJECT_LENGTH)
