"""The form of a question through Django's test client, pressed as a person presses it."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from conferences.models import Conference, ConferenceQuestion
from signing.models import Draft
from tests.apply.walk import SIX_DIGITS, Sms, hidden, words_of
from tests.conferences.askers import WORDS
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.signing import make_person

__all__ = ["Walk", "hidden", "message", "words_of"]


@dataclass
class Walk:
    client: Client
    outbox: Sms
    conference: Conference
    user: User
    language: str = "en"

    @classmethod
    def begin(cls, client: Client, outbox: Sms, **conference: Any) -> "Walk":
        row = ConferenceFactory(**conference)
        make_conference_pages(row)
        walk = cls(client, outbox, row, make_person())
        walk.sign_in()
        return walk

    def sign_in(self, user: User | None = None) -> None:
        self.client.force_login(
            user or self.user, "allauth.account.auth_backends.AuthenticationBackend"
        )

    @property
    def page(self) -> str:
        return f"/{self.language}/conferences/{self.conference.key}/"

    def path(self, step: str = "") -> str:
        return f"{self.page}ask/{step}/" if step else f"{self.page}ask/"

    def get(self, step: str = "") -> HttpResponse:
        return self.client.get(self.path(step))

    def post(self, at: str = "", /, **values: Any) -> HttpResponse:
        return self.client.post(self.path(at), values)

    def write(self, text: str = WORDS, name_shown: str = "initials", **more: Any) -> HttpResponse:
        return self.post("", text=text, name_shown=name_shown, **more)

    def send(self) -> HttpResponse:
        return self.post("check", draft=hidden(self.get("check"))["draft"])

    def close(self) -> None:
        """The last second is over."""
        from datetime import timedelta

        from django.utils import timezone

        row = self.conference
        row.closes_at = row.answers_from_at = timezone.now() - timedelta(seconds=1)
        row.save()

    @property
    def draft(self) -> Draft:
        return Draft.objects.get(owner=self.user, sent_at=None)

    @property
    def question(self) -> ConferenceQuestion:
        return ConferenceQuestion.objects.select_related("conference").get()

    def question_path(self, number: int = 1) -> str:
        return f"{self.page}questions/{number}/"

    # Signing

    def to_code(self, **changes: Any) -> str:
        self.write(**changes)
        answer = self.post("check")
        assert answer.status_code == 302, words_of(answer)
        assert answer["Location"] == self.path("sign")
        return hidden(self.get("sign"))["payload"]

    def code(self) -> str:
        match = SIX_DIGITS.search(self.outbox(self.user.vault.phone)[-1]["text"])
        assert match
        return match.group()

    def sign(self, payload: str, code: str | None = None) -> HttpResponse:
        return self.post("sign", payload=payload, code=self.code() if code is None else code)


def message(answer: HttpResponse) -> str:
    found = re.search(r'role="alert".*?</div>', words_of(answer), re.DOTALL)
    return found.group() if found else ""
