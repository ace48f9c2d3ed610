"""The form's steps through Django's test client, pressed as a person presses them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from agencies.models import Office, Topic
from appeals.models import Appeal, AppealFormPage
from home.loading.tree import Trio, trio_put
from signing.models import Draft
from signing.terms import terms_seed
from tests.factories.agencies import TopicFactory
from tests.factories.executives import make_homes
from tests.factories.signing import make_person

TEXT = "Near the school no. 5 the street light has been dark for a week."
SIX_DIGITS = re.compile(r"\b\d{6}\b")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
Sms = Callable[..., list[dict[str, str]]]


def make_form_pages() -> Trio:
    def make(code: str) -> AppealFormPage:
        return AppealFormPage(title=f"Apply {code}")

    return trio_put(make_homes(), slug="apply", make=make)[0]


@dataclass
class Walk:
    client: Client
    outbox: Sms
    office: Office
    user: User
    topic: Topic
    language: str = "en"
    pages: Trio = field(default_factory=dict)

    @classmethod
    def begin(cls, client: Client, outbox: Sms, office: Office, **person: Any) -> "Walk":
        terms_seed()
        walk = cls(
            client=client,
            outbox=outbox,
            office=office,
            user=make_person(**person),
            topic=TopicFactory(),
            pages=make_form_pages(),
        )
        walk.sign_in()
        walk.post("terms", accept="yes")
        return walk

    def sign_in(self, user: User | None = None) -> None:
        self.client.force_login(
            user or self.user, "allauth.account.auth_backends.AuthenticationBackend"
        )

    # Addresses

    @property
    def base(self) -> str:
        return f"/{self.language}/apply/{self.office.key}/"

    def path(self, step: str) -> str:
        return f"{self.base}{step}/"

    def get(self, step: str) -> HttpResponse:
        return self.client.get(self.path(step))

    def post(self, at: str, /, **values: Any) -> HttpResponse:
        return self.client.post(self.path(at), values)

    # Steps

    def question_values(self, **changes: Any) -> dict[str, Any]:
        words = {
            "kind": "complaint",
            "topic": self.topic.key,
            "subject": "No light at the school",
            "text": TEXT,
            "place": "Sample town",
        }
        return {**words, **changes}

    def question(self, **changes: Any) -> HttpResponse:
        return self.post("question", **self.question_values(**changes))

    def details_values(self, **changes: Any) -> dict[str, Any]:
        return {"answer_language": "en", "publish": "yes", "name_shown": "initials", **changes}

    def details(self, **changes: Any) -> HttpResponse:
        return self.post("details", **self.details_values(**changes))

    def ask_code(self) -> HttpResponse:
        return self.post("check")

    def to_code(self, **changes: Any) -> str:
        """Fill everything in and ask for the code; returns the payload's id."""
        self.question(**changes)
        self.details()
        answer = self.ask_code()
        assert answer.status_code == 302, answer.content.decode()
        assert answer["Location"] == self.path("sign")
        return self.payload_id()

    def payload_id(self) -> str:
        return hidden(self.get("sign"))["payload"]

    def code(self) -> str:
        match = SIX_DIGITS.search(self.outbox(self.user.vault.phone)[-1]["text"])
        assert match
        return match.group()

    def wrong_code(self) -> str:
        return f"{(int(self.code()) + 1) % 10**6:06d}"

    def sign(self, payload: str, code: str | None = None) -> HttpResponse:
        return self.post("sign", payload=payload, code=self.code() if code is None else code)

    def whole(self, **changes: Any) -> Appeal:
        """From the question to the registered application."""
        answer = self.sign(self.to_code(**changes))
        assert answer.status_code == 302, answer.content.decode()
        return Appeal.objects.get(number=answer["Location"].rstrip("/").rsplit("/")[-1])

    # What is kept

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(owner=self.user, object_key=self.office.key, sent_at=None)


def hidden(answer: HttpResponse) -> dict[str, str]:
    """Names and values of the hidden fields of a page."""
    return dict(HIDDEN.findall(answer.content.decode()))


def words_of(answer: HttpResponse) -> str:
    return answer.content.decode()
