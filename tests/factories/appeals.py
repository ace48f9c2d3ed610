"""Applications and answers as whole rows: sealed originals, signed payload, public versions.

These put a state into the database directly. A test of a verb starts from here and then calls
the verb; figures and index are not touched, so don't compare counters after these.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from agencies.models import Office
from appeals.models import Answer, AnswerText, Appeal, AppealText, Redirect
from appeals.originals import OriginalAnswer, answer_bytes
from appeals.states import Kind, Publication, RedirectState, State
from core.envelope import seal
from law.models import TermSet
from signing.models import Signature, SignatureMethod, SignedPayload
from tests.factories.agencies import AgencyFactory, OfficeFactory, TopicFactory

PERSON = {"surname": "Образцов", "name": "Пример", "patronymic": "Тестович"}


class CitizenFactory(DjangoModelFactory):
    """A signed-in person, reduced to the row; no vault."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"citizen-{n}")
    subject_key = factory.Sequence(lambda n: hashlib.sha256(f"citizen-{n}".encode()).hexdigest())


class AppealFactory(DjangoModelFactory):
    """A registered portal application that waits for a moderator.

    Traits: ``published``, ``refused``, ``private``, ``taken_down`` (publication); ``in_work``,
    ``answered``, ``withdrawn`` (handling); ``overdue``. ``answered`` adds an answer, public when
    the application is. Words: ``subject``, ``text``, ``place``, ``person``, ``answer_body``.
    """

    class Meta:
        model = Appeal
        skip_postgeneration_save = True

    class Params:
        subject = "Яма на улице Образцовой"
        text = "На улице Образцовой уже неделю открытая яма. Прошу заделать её."
        place = ""
        person = PERSON
        published = factory.Trait(
            publication=Publication.PUBLISHED,
            published_at=factory.SelfAttribute("submitted_at"),
            author_public_name="П. Т. О.",
        )
        refused = factory.Trait(publication=Publication.REFUSED)
        private = factory.Trait(publish_consent=False, publication=Publication.PRIVATE)
        taken_down = factory.Trait(
            publication=Publication.WITHDRAWN, published_at=factory.SelfAttribute("submitted_at")
        )
        in_work = factory.Trait(state=State.IN_WORK)
        withdrawn = factory.Trait(state=State.WITHDRAWN)
        answered = factory.Trait(
            state=State.ANSWERED,
            answered_at=factory.LazyAttribute(lambda row: row.submitted_at + timedelta(days=3)),
        )
        overdue = factory.Trait(
            submitted_at=factory.LazyFunction(lambda: timezone.now() - timedelta(days=60))
        )

    number = factory.Sequence(lambda n: f"OD-2020-{n + 1:08d}")
    author = factory.SubFactory(CitizenFactory)
    office = factory.SubFactory(OfficeFactory)
    agency = factory.SelfAttribute("office.agency")
    topic = factory.SubFactory(TopicFactory)
    kind_declared = Kind.APPLICATION
    kind_registered = factory.SelfAttribute("kind_declared")
    language = "ru"
    answer_language = "ru"
    submitted_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=5))
    registered_on = factory.LazyAttribute(lambda row: timezone.localdate(row.submitted_at))
    due_on = factory.LazyAttribute(lambda row: row.registered_on + timedelta(days=21))
    term_set = factory.LazyFunction(lambda: TermSet.objects.earliest("valid_from"))
    publish_consent = True
    original = factory.LazyAttribute(
        lambda row: seal(
            json.dumps(
                {
                    "subject": row.subject,
                    "text": row.text,
                    "fields": {"place": row.place, "kind": row.kind_declared},
                    "person": row.person,
                    "files": [],
                    "salts": "",
                },
                ensure_ascii=False,
            ).encode()
        )
    )
    payload = factory.LazyAttribute(lambda row: _payload_of(row))

    @factory.post_generation
    def public_text(obj: Appeal, create: bool, extracted: Any, **kwargs: Any) -> None:
        if obj.publication == Publication.PUBLISHED:
            words = json.loads(_words_of(obj))
            defaults = {"subject": words["subject"], "body": words["text"]}
            AppealTextFactory(appeal=obj, language=obj.language, **{**defaults, **kwargs})

    @factory.post_generation
    def answer(obj: Appeal, create: bool, extracted: Any, **kwargs: Any) -> None:
        if obj.state == State.ANSWERED:
            AnswerFactory(appeal=obj, delivered_at=obj.answered_at, **kwargs)


class AppealTextFactory(DjangoModelFactory):
    """A public version."""

    class Meta:
        model = AppealText

    appeal = factory.SubFactory(AppealFactory)
    version = 1
    language = "ru"
    subject = "Яма на улице Образцовой"
    body = "На улице Образцовой уже неделю открытая яма. Прошу заделать её."
    published_at = factory.SelfAttribute("appeal.published_at")


class AnswerFactory(DjangoModelFactory):
    """A delivered answer; it has a public version when its application is public."""

    class Meta:
        model = Answer
        skip_postgeneration_save = True

    class Params:
        body = "Здравствуйте! Яму заделали, асфальт положили новый."
        private = ""

    appeal = factory.SubFactory(AppealFactory)
    agency = factory.SelfAttribute("appeal.agency")
    office = factory.LazyAttribute(lambda row: _office_of(row.appeal))
    language = "ru"
    original = factory.LazyAttribute(
        lambda row: seal(answer_bytes(OriginalAnswer(body=row.body, private=row.private)))
    )
    delivered_at = factory.LazyFunction(timezone.now)
    position = factory.LazyAttribute(lambda row: row.appeal.answers.count() + 1)

    @factory.post_generation
    def public_text(obj: Answer, create: bool, extracted: Any, **kwargs: Any) -> None:
        if obj.appeal.publication == Publication.PUBLISHED:
            from appeals.originals import original_answer_of

            defaults = {"body": original_answer_of(obj).body}
            AnswerTextFactory(answer=obj, **{**defaults, **kwargs})


class AnswerTextFactory(DjangoModelFactory):
    class Meta:
        model = AnswerText

    answer = factory.SubFactory(AnswerFactory)
    version = 1
    language = "ru"
    body = "Здравствуйте! Яму заделали, асфальт положили новый."
    published_at = factory.SelfAttribute("answer.delivered_at")


class RedirectFactory(DjangoModelFactory):
    """An open hand-over; ``accepted=True`` or ``returned=True`` for a decided one.

    The row only: the application's ``agency`` stays as it is.
    """

    class Meta:
        model = Redirect

    class Params:
        accepted = factory.Trait(
            state=RedirectState.ACCEPTED, decided_at=factory.LazyFunction(timezone.now)
        )
        returned = factory.Trait(
            state=RedirectState.RETURNED,
            decided_at=factory.LazyFunction(timezone.now),
            decision_reason="Тоже не наш вопрос",
        )

    appeal = factory.SubFactory(AppealFactory)
    from_agency = factory.SelfAttribute("appeal.agency")
    to_agency = factory.SubFactory(AgencyFactory)
    reason = "Этот вопрос решает другой орган."
    proposed_at = factory.LazyFunction(timezone.now)


def _words_of(appeal: Appeal) -> bytes:
    from core.envelope import unseal

    assert appeal.original is not None
    return unseal(appeal.original)


def _office_of(appeal: Appeal) -> Office:
    if appeal.office.agency_id == appeal.agency_id:
        return appeal.office
    return appeal.agency.offices.first() or OfficeFactory(agency=appeal.agency)


def _payload_of(row: Any) -> SignedPayload:
    """A payload and its signature, as the signing would have left them."""
    root = hashlib.sha256(row.text.encode()).hexdigest()
    words = len(row.text.split())
    said = {
        "object": f"office:{row.office.pk}",
        "number": row.number,
        "text": {"root": root, "words": words},
        "fields": {},
    }
    content = json.dumps(said).encode()
    digest = hashlib.sha256(content).hexdigest()
    payload = SignedPayload.objects.create(
        purpose="appeal",
        owner=row.author,
        content=seal(content),
        opening=row.original,
        digest=digest,
        text_root=root,
        nonce=hashlib.sha256(row.number.encode()).hexdigest()[:32],
        created_at=row.submitted_at - timedelta(minutes=2),
        expires_at=row.submitted_at + timedelta(minutes=28),
        consumed_at=row.submitted_at,
    )
    Signature.objects.create(
        payload=payload, method=SignatureMethod.SMS, signed_at=row.submitted_at
    )
    return payload
