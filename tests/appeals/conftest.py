"""What the tests of applications share."""

from django.test import Client

import pytest


@pytest.fixture
def client() -> Client:
    """A browser that reads English, whatever is translated meanwhile."""
    return Client(headers={"accept-language": "en"})
