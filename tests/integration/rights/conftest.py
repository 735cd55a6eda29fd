"""A broker that asks who comes, with the topics and the users that the files of deploy/kafka declare."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.stack import erase
from programs.operator import giving, rights
from programs.operator.kafka_users import users_of
from shared.kernel import topics
from shared.service.settings import Settings
from tests.secured import SecuredKafka

ACCESS = rights.read()
TOPICS = topics.read(Settings.model_fields["topics_file"].default)
PASSWORDS = {user: f"the-word-of-{user}" for user in ACCESS.users}
SUBSCRIBER, WORD = "subscriber-ministry", "the-word-of-the-ministry"


@pytest.fixture(scope="session")
async def bare() -> AsyncIterator[SecuredKafka]:
    """A broker that knows nobody but itself and the operator."""
    folder = Path(tempfile.mkdtemp(prefix="takwin-tests-"))
    broker = SecuredKafka(folder)
    try:
        await broker.start()
        yield broker
    finally:
        await broker.stop()
        broker.ports.let_go()
        erase(folder)


@pytest.fixture(scope="session")
async def secured(bare: SecuredKafka) -> SecuredKafka:
    """The same with everybody whom access.toml names, a subscriber, and every topic that is declared."""

    def let_in() -> None:
        with users_of(bare.operator, 30) as users:
            giving.give(users, ACCESS, PASSWORDS)
            giving.add_subscriber(users, ACCESS, SUBSCRIBER, WORD)

    await asyncio.to_thread(let_in)
    await topics.provision(bare.operator, TOPICS)
    return bare
