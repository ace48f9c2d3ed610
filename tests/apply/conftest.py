from typing import Any

import pytest

from tests.apply.walk import Walk
from tests.factories.agencies import OfficeFactory


@pytest.fixture
def walk(client: Any, sms_outbox: Any) -> Walk:
    """A citizen with a phone who has accepted the terms and stands before the form."""
    return Walk.begin(client, sms_outbox, OfficeFactory())
