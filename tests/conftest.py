"""Kafka and Postgres for the tests: given by URL, else by Docker, else embedded; the run says which."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service.running import Service
from tests import planted
from tests.lines import without_values
from tests.places import Places, find_places
from tests.running import Running

pytest_plugins = ("tests.spread", "tests.quick", "tests.slow")


def pytest_report_header() -> str:
    """Say where Kafka and Postgres come from."""
    return (
        f"takwin: Kafka and Postgres {os.environ.get('TAKWIN_TEST_PLACES', 'given by URL, else Docker, else embedded')}"
    )


@pytest.fixture(scope="session")
async def places() -> AsyncIterator[Places]:
    """The real broker and database that this run uses."""
    async with find_places() as found:
        yield found


NewDatabase = Callable[..., Awaitable[Database]]


@pytest.fixture
async def new_database(places: Places) -> AsyncIterator[NewDatabase]:
    """Gives fresh databases with a service's tables, gone after the test."""
    async with _databases(places) as make:
        yield make


@pytest.fixture(scope="module")
async def lasting_database(places: Places) -> AsyncIterator[NewDatabase]:
    """Gives the same for all tests of a file, which must change nothing that another looks at."""
    async with _databases(places) as make:
        yield make


@asynccontextmanager
async def _databases(places: Places) -> AsyncIterator[NewDatabase]:
    async with AsyncExitStack() as stack:

        async def make(service: Service, clock: Clock | None = None) -> Database:
            return await stack.enter_async_context(places.fresh_database(service, clock))

        yield make


@pytest.fixture
async def run(places: Places) -> AsyncIterator[Running]:
    """Starts services as they run in earnest, on topics and groups of this test alone."""
    async with Running(places) as running:
        yield running


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --plant: the name of a defect of tests/planted.py."""
    parser.addoption("--plant", default="", help="plant this defect; the tests that guard against it must fail")


def pytest_configure(config: pytest.Config) -> None:
    """Plant the defect before anything is collected, and let errors be told in short."""
    without_values()
    planted.apply(config.getoption("--plant"))
