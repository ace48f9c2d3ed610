"""The simulator of the authority's services, one process for all tests here."""

from collections.abc import Iterator

import pytest

from standins.nca.keystore import Keystore, keystore_open
from tests.signing.eds.served import Served, serving
from tests.standins.running import StandIn


@pytest.fixture(scope="session")
def nca_process() -> Iterator[StandIn]:
    with StandIn(options=("--nca-port", "0", "--hang-seconds", "1.5")) as running:
        yield running


@pytest.fixture
def nca(nca_process: StandIn) -> Iterator[StandIn]:
    """All services well at first; a test may spoil them."""
    yield nca_process
    nca_process.nca(ocsp="ok", crl="ok", tsp="ok", lie="")


@pytest.fixture(scope="session")
def store(nca_process: StandIn) -> Keystore:
    """Keys and authorities of that process."""
    return keystore_open(nca_process.var / "nca", "")


@pytest.fixture
def web() -> Iterator[Served]:
    """A server of the test's own."""
    with serving() as served:
        yield served
