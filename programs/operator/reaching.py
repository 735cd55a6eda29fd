"""Ways into an installation; what cannot be reached, or be done, is said in one sentence."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from sqlalchemy.exc import DBAPIError

from programs.operator.installation import SERVICES, Installation
from shared.kernel.clock import Clock
from shared.kernel.database import DATABASE_ERRORS, Database, is_outage
from shared.kernel.kafka import SOON_MS, reading
from shared.service import clock_store
from shared.service.login_failures import refusal_of

ANSWERS_WITHIN_S = 15
DATABASE_WITHIN_S = 2.5
ASKED_WITHIN_S = 2.0


class Refused(Exception):
    """The command cannot do what it was asked; the text is what the operator reads."""


@asynccontextmanager
async def database_of(place: Installation, service: str) -> AsyncIterator[Database]:
    """Open the service's database, its business clock going. Raises Refused, also for what fails inside the block."""
    url = _url(place, service)
    with _said_of_database(service, url):
        database = Database(url, Clock())
        try:
            async with asyncio.timeout(DATABASE_WITHIN_S):
                await clock_store.load(database)
            yield database
        finally:
            await database.close()


def _url(place: Installation, service: str) -> str:
    if service not in SERVICES:
        raise Refused(f"There is no service called {service}: choose one of {', '.join(SERVICES)}.")
    try:
        return place.database_url(service)
    except OSError as error:
        why = f"{error.filename} ({error.strerror})"
        raise Refused(f"The way into the database of {service} cannot be read: {why}.") from None
    except KeyError:
        raise Refused(f"The way into the database of {service} is not told.") from None


@contextmanager
def _said_of_database(service: str, url: str) -> Iterator[None]:
    """Say which database it was, and the class of the error; its text may quote what somebody typed."""
    try:
        yield
    except DATABASE_ERRORS as error:
        if refusal := refusal_of(error, url):
            why = refusal.reason[0].upper() + refusal.reason[1:]
            raise Refused(f"The database of {service} does not let us in. {why}.") from None
        if is_outage(error):
            raise Refused(f"The database of {service} does not answer.") from None
        cause = (error.orig and error.orig.__cause__) or error if isinstance(error, DBAPIError) else error
        raise Refused(
            f"The database of {service} refuses ({type(cause).__name__}). Where its tables are not those of this"
            " version, start the service: it changes them."
        ) from None


@asynccontextmanager
async def kafka_of(
    place: Installation, within_s: float = ANSWERS_WITHIN_S, ask_again_ms: int = SOON_MS
) -> AsyncIterator[tuple[AIOKafkaAdminClient, AIOKafkaConsumer]]:
    """Look at the log from outside. Raises Refused, also where Kafka goes away inside the block."""
    try:
        async with AsyncExitStack() as stack:
            async with asyncio.timeout(within_s):
                clients = await stack.enter_async_context(reading(place.cluster, ask_again_ms))
            yield clients
    except (KafkaError, OSError, TimeoutError):
        raise Refused(f"Kafka does not answer at {place.kafka_servers}.") from None
