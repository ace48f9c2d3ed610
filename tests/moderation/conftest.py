"""What the tests of moderation share."""

from collections.abc import Iterator

from django.test import Client

import pytest

from tests.factories import moderation as factory
from tests.factories.factor import pass_factor


@pytest.fixture
def notes() -> Iterator[factory.Notes]:
    """The room whose texts are moderated, with nothing told yet."""
    factory.NOTES.clear()
    yield factory.NOTES
    factory.NOTES.clear()


@pytest.fixture
def grounds(db: None) -> dict[str, factory.Ground]:
    """The grounds by code."""
    return factory.make_grounds()


@pytest.fixture
def moderator(db: None) -> factory.User:
    """Somebody with a moderator's role."""
    return factory.make_moderator()


class Browser(Client):
    """The set-up person comes into the CMS with a second factor only: here it is passed."""

    def force_login(self, user: factory.User, backend: str | None = None) -> None:
        super().force_login(user, backend)
        if user.is_superuser:
            pass_factor(self, user)


@pytest.fixture
def client() -> Client:
    """A browser that reads English, whatever is translated meanwhile."""
    return Browser(headers={"accept-language": "en"})
