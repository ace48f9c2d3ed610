import pytest

from tests.standins.running import StandIn


@pytest.fixture(scope="module")
def standin():
    with StandIn() as running:
        yield running
