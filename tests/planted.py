"""Words that only some people may read, planted in everything that is not public.

Each word is invented and stands nowhere else, so a crawl that finds one in a page knows whence it
comes and whether this reader may see it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Workflow

from accounts.access.letters import Letter
from accounts.access.wanted import Wanted
from accounts.groups import agency_collection, groups_prepare
from accounts.models import User
from accounts.people import subject_key
from accounts.readers import reader_for
from accounts.services import access_request_send
from agencies.models import Agency, Office
from appeals.models import Appeal
from appeals.services import (
    answer_deliver,
    answer_prepare,
    appeal_redirect,
    appeal_take,
    appeal_unpublish,
    appeal_withdraw,
    redirect_accept,
)
from conferences.models import Conference, ConferencesIndexPage
from core.localized import ORDER
from core.registry import Signable, adapter_for
from executives.models import ExecutivePage, PostPage
from moderation.models import Ground, ModeratedText
from moderation.screening import PERSONAL
from moderation.services import moderation_approve, moderation_refuse
from signing.drafts import draft_open, draft_save
from signing.files import file_take
from signing.models import SignatureMethod
from signing.payloads import payload_make
from signing.signatures import payload_lock, signature_make
from signing.terms import terms_accept, terms_current
from tests.factories.conferences import ConferenceFactory, QuestionFactory
from tests.factories.executives import paragraph
from tests.factories.people import PDF, bin_number, iin_number
from tests.factories.signing import make_picture

AUTHOR, MODERATOR, OPERATOR = "author", "moderator", "operator"
Readers = frozenset[str]


# Who may read just what another reader may.
SAME = {"a-head": "a", "moderator-2": MODERATOR}


def same(reader: str) -> str:
    """Under which name the words are planted for a reader."""
    return SAME.get(reader, reader)


@dataclass
class Secrets:
    """Word -> the readers who may see it; and addresses that no link leads to."""

    words: dict[str, Readers] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)

    def word(self, name: str, *readers: str) -> str:
        word = f"Zq{name}qz"
        self.words[word] = frozenset(readers)
        return word

    def hidden_from(self, reader: str) -> list[str]:
        return [word for word, readers in self.words.items() if same(reader) not in readers]

    def shown_to(self, reader: str) -> list[str]:
        return [word for word, readers in self.words.items() if same(reader) in readers]


@dataclass
class House:
    """One of the two agencies of the crawl and who acts for it."""

    name: str
    agency: Agency
    office: Office
    clerk: User
    author: User
    topic: str
    author_name: str  # the reader's name in the crawl, empty when nobody crawls as this author

    @property
    def insiders(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.author_name)))


def person(iin: str) -> User:
    return User.objects.get(subject_key=subject_key(iin=iin, subject=""))


def plant(houses: dict[str, House], moderator: User) -> Secrets:
    """Everything, through the verbs themselves."""
    secrets = Secrets()
    groups_prepare()
    # Answers are delivered here without the head's signature; words are what matters.
    Agency.objects.update(answers_signed_from=None)
    with one_moderator_decides():
        for house in houses.values():
            other = next(row for row in houses.values() if row is not house)
            _applications(secrets, house, other, moderator)
            _pages(secrets, house)
            _media(secrets, house)
            _conference(secrets, house)
            _people(secrets, house)
    _access_request(secrets)
    return secrets


@contextmanager
def one_moderator_decides() -> Iterator[None]:
    running = list(Workflow.objects.filter(active=True).values_list("pk", flat=True))
    Workflow.objects.filter(pk__in=running).update(active=False)
    yield
    Workflow.objects.filter(pk__in=running).update(active=True)


# Applications


def _applications(secrets: Secrets, house: House, other: House, moderator: User) -> None:
    inside, name = house.insiders, house.name
    reads = reader_for(house.clerk)
    work = {"actor": house.clerk, "reader": reads}

    def word(what: str, *more: str) -> str:
        return secrets.word(f"{what}{name}", *inside, *more)

    apply(secrets, house, word("pending", MODERATOR))

    note = secrets.word(f"note{name}", MODERATOR, *filter(None, [house.author_name]))
    refused = apply(secrets, house, word("refused", MODERATOR))
    moderation_refuse(item=item(refused), actor=moderator, ground=refusal_ground(), note=note)

    apply(
        secrets,
        house,
        word("private"),
        place=word("place"),
        publish="no",
        file=(f"{word('filename')}.txt", word("filewords")),
        picture=f"{word('picture')}.jpg",
    )

    cut = word("cut", MODERATOR)
    masked = apply(secrets, house, cut)
    publish(masked, moderator, cut)

    surname = word("surname")
    hidden = apply(secrets, house, "", name_shown="hidden", person={"surname": surname})
    publish(hidden, moderator)

    answered = apply(secrets, house, "")
    publish(answered, moderator)
    appeal_take(appeal_id=answered.pk, **work)
    answer_deliver(
        appeal_id=answered.pk,
        body="Здравствуйте! Мост починили, проезд открыт для всех.",
        private=word("answerprivate"),
        override=True,
        **work,
    )
    answer_deliver(
        appeal_id=answered.pk,
        body=f"Здравствуйте! Звоните {word('answerwaits', MODERATOR)} по +7 701 234 56 78.",
        override=True,
        **work,
    )

    prepared = secrets.word(f"prepared{name}", name)
    answer_prepare(
        appeal_id=answered.pk,
        body=f"Здравствуйте! {prepared} ждёт подписи руководителя.",
        private=prepared,
        seen=0,
        **work,
    )

    quiet = apply(secrets, house, word("quietquestion"), publish="no")
    appeal_take(appeal_id=quiet.pk, **work)
    answer_deliver(
        appeal_id=quiet.pk,
        body=f"Здравствуйте! {word('quietanswer')} сделано всё.",
        override=True,
        **work,
    )

    gone = apply(secrets, house, word("withdrawn", MODERATOR))
    publish(gone, moderator)
    appeal_withdraw(appeal_id=gone.pk, actor=house.author, reader=reader_for(house.author))

    down = apply(secrets, house, word("takendown", MODERATOR))
    publish(down, moderator)
    appeal_unpublish(appeal_id=down.pk, actor=moderator)

    hand_over = {"to_agency": other.agency, "reason": "Это решает другой орган."}
    offered = apply(secrets, house, word("offered", other.name), publish="no")
    appeal_redirect(appeal_id=offered.pk, **hand_over, **work)

    moved_on = secrets.word(f"handed{name}", other.name, *filter(None, [house.author_name]))
    handed = apply(secrets, house, moved_on, publish="no")
    redirect = appeal_redirect(appeal_id=handed.pk, **hand_over, **work)
    redirect_accept(redirect_id=redirect.pk, actor=other.clerk, reader=reader_for(other.clerk))


def apply(
    secrets: Secrets,
    house: House,
    word: str,
    *,
    place: str = "",
    publish: str = "yes",
    name_shown: str = "initials",
    person: dict[str, str] | None = None,
    file: tuple[str, str] | None = None,
    picture: str = "",
) -> Appeal:
    """An application as the form makes it; the word stands in subject and text."""
    owner, terms = house.author, terms_current("appeal")
    terms_accept(user=owner, terms=terms)
    draft = draft_open(owner=owner, purpose="appeal", object_key=house.office.key)
    files = []
    if file:
        files.append(file_take(owner=owner, draft=draft, upload=_upload(file[0], file[1].encode())))
    if picture:
        files.append(file_take(owner=owner, draft=draft, upload=_upload(picture, make_picture())))
    draft.refresh_from_db()
    subject = f"Мост {word}".strip()
    payload = payload_make(
        owner=owner,
        draft=draft,
        purpose="appeal",
        object_ref=f"office:{house.office.pk}",
        subject=subject if publish == "no" or not word else "Мост через реку",
        text=f"Прошу починить мост через реку у школы. {word} Спасибо вам.",
        fields={
            "kind": "application",
            "topic": house.topic,
            "place": place,
            "answer_language": "ru",
            "publish": publish,
            "name_shown": name_shown,
        },
        files=files,
        terms=terms,
        person={"surname": "Мостов", "name": "Пример", "patronymic": "", **(person or {})},
    )
    with transaction.atomic():
        locked = payload_lock(payload=payload, owner=owner)
        signature_make(payload=locked, method=SignatureMethod.SMS, evidence={}, at=timezone.now())
    appeal = adapter_for(Signable, "appeal").result_of(payload)
    secrets.paths.append(f"/ru/applications/{appeal.number}/")
    secrets.paths.append(f"/ru/apply/done/{appeal.number}/")
    for page in ("proof/", "receipt/", "receipt/file/", "receipt/proof/"):
        secrets.paths.append(f"/ru/applications/{appeal.number}/{page}")
    secrets.paths.append(f"/api/v1/applications/{appeal.number}")
    secrets.paths.append(f"/cms/applications/{appeal.number}/")
    secrets.paths += [f"/cms/moderation/{row.pk}/" for row in waiting_for(appeal)]
    for row in files:
        secrets.paths.append(f"/ru/applications/{appeal.number}/files/{row.pk}/")
        secrets.paths.append(f"/cms/applications/{appeal.number}/files/{row.pk}/")
    return appeal


def _upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def item(appeal: Appeal) -> ModeratedText:
    return waiting_for(appeal).get()


def waiting_for(appeal: Appeal) -> QuerySet[ModeratedText]:
    return ModeratedText.objects.filter(kind="appeal", target_id=str(appeal.pk))


def publish(appeal: Appeal, moderator: User, cut: str = "") -> None:
    """Approve; the cut word is taken out of the text."""
    waiting = item(appeal)
    at = waiting.body.find(cut) if cut else -1
    cuts = [{"start": at, "end": at + len(cut), "ground": PERSONAL}] if cut else []
    outcome = moderation_approve(
        item=waiting, actor=moderator, subject=waiting.subject, body=waiting.body, cuts=cuts
    )
    assert outcome.is_final


def refusal_ground() -> Ground:
    return Ground.objects.for_refusals().first()


# Pages, pictures, conferences


def _pages(secrets: Secrets, house: House) -> None:
    inside = (house.name, f"editor-{house.name}", MODERATOR, OPERATOR)
    for code in ORDER:
        blog = ExecutivePage.objects.get(office=house.office, face_language=code)
        word = secrets.word(f"newpost{house.name}{code}", *inside)
        post = PostPage(
            title=word,
            slug=f"planted-{house.name}",
            live=False,
            posted_on=timezone.localdate(),
            summary=word,
            body=paragraph(word),
        )
        Page.objects.get(pk=blog.pk).add_child(instance=post)
        post.save_revision(user=house.clerk, log_action=True)
        changed = secrets.word(f"changed{house.name}{code}", *inside)
        blog.welcome = paragraph(changed)
        blog.title = changed
        blog.save_revision(user=house.clerk, log_action=True, changed=True)
        secrets.paths += [
            post.get_url() or "",
            f"/api/content/v3/pages/{post.pk}/",
            f"/api/content/v3/pages/{blog.pk}/?version=draft",
            f"/api/content/v3/pages/{blog.pk}/revisions/",
            f"/cms/pages/{post.pk}/edit/",
            f"/cms/pages/{blog.pk}/edit/",
            f"/cms/pages/{blog.pk}/history/",
            f"/cms/pages/{blog.pk}/view_draft/",
            f"/cms/pages/{post.pk}/view_draft/",
        ]


def _media(secrets: Secrets, house: House) -> None:
    collection = agency_collection(house.agency)
    inside = (house.name, f"editor-{house.name}", MODERATOR, OPERATOR)
    image = get_image_model().objects.create(
        title=secrets.word(f"image{house.name}", *inside),
        file=_upload(f"planted-{house.name}.jpg", make_picture()),
        collection=collection,
    )
    document = get_document_model().objects.create(
        title=secrets.word(f"document{house.name}", *inside),
        file=_upload(f"planted-{house.name}.txt", b"text"),
        collection=collection,
    )
    secrets.paths += [
        f"/cms/images/{image.pk}/",
        f"/cms/documents/edit/{document.pk}/",
        f"/api/content/v3/images/{image.pk}/",
        f"/api/content/v3/documents/{document.pk}/",
    ]


def _conference(secrets: Secrets, house: House) -> None:
    """One that isn't announced yet, and a question no moderator has read."""
    inside = (house.name, f"editor-{house.name}", MODERATOR, OPERATOR)
    planned = secrets.word(f"planned{house.name}", *inside)
    later = timezone.now() + timedelta(days=2)
    row = ConferenceFactory(
        agency=house.agency,
        announced_at=later,
        **{f"theme_{code}": planned for code in ORDER},
    )
    for index in ConferencesIndexPage.objects.live():
        from conferences.models import ConferencePage

        page = ConferencePage(title=planned, slug=row.key, conference=row, locale=index.locale)
        Page.objects.get(pk=index.pk).add_child(instance=page)
        secrets.paths += [page.get_url() or "", f"/api/content/v3/pages/{page.pk}/"]
    secrets.paths += [
        f"/api/v1/conferences/{row.key}",
        f"/api/v1/conferences/{row.key}/questions",
    ]
    running = Conference.objects.filter(announced_at__lte=timezone.now()).first()
    assert running
    QuestionFactory(
        conference=running,
        hidden=True,
        words=secrets.word(f"question{house.name}", MODERATOR),
        number=running.questions.count() + 1,
    )
    secrets.paths.append(f"/api/v1/conferences/{running.key}/questions")


# People


def _people(secrets: Secrets, house: House) -> None:
    """IIN and phone of whoever acts here are for nobody."""
    for user in (house.author, house.clerk):
        for value in (str(user.vault.iin), str(user.vault.phone).lstrip("+")):
            secrets.words[value] = frozenset()


def plant_draft(secrets: Secrets, house: House) -> None:
    """The last of all: the next application to the same office would use it up."""
    draft = draft_open(owner=house.author, purpose="appeal", object_key=house.office.key)
    values = {"text": secrets.word("draft", house.author_name), "kind": "application"}
    draft_save(draft=draft, owner=house.author, values=values, step="question")
    secrets.paths.append(f"/ru/apply/{house.office.key}/question/")


def _access_request(secrets: Secrets) -> None:
    iin = iin_number()
    secrets.words[iin] = frozenset()
    request = access_request_send(
        wanted=Wanted(
            agency=None,
            agency_name="Тестовая контора",
            agency_bin=bin_number(),
            full_name=secrets.word("accessname", OPERATOR),
            iin=iin,
            email=f"{secrets.word('accessmail', OPERATOR).lower()}@example.com",
            phone=secrets.word("accessphone", OPERATOR),
            letter_number=secrets.word("letternumber", OPERATOR),
            letter_date=timezone.localdate(),
            extra={"Asked": secrets.word("accessextra", OPERATOR)},
        ),
        letter=Letter(
            content_type="application/pdf",
            data=PDF + secrets.word("letterwords", OPERATOR).encode(),
        ),
        language="ru",
    )
    secrets.paths += [
        f"/ru/agency-access/sent/{request.public_id}/",
        f"/cms/access-requests/{request.pk}/letter/",
        f"/cms/access-requests/inspect/{request.pk}/",
        f"/cms/access-requests/edit/{request.pk}/",
    ]
