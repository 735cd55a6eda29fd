"""`takwin audit verify`: the chain in every database beside the heads that a real broker holds."""

import json
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from programs.services import service_of
from shared.access import audit
from shared.access.audit_chain import chain
from shared.access.audit_head import Seal, tell_head
from shared.access.caller import Caller
from shared.access.reach import Reach
from shared.kernel.database import Database, run
from tests.integration.operating.conftest import Desk
from tests.places import owned
from tests.running import eventually

SECRET = "only-for-tests-" * 4  # as tests/running.py has it
SERVICE = "registration"


@pytest.fixture
async def kept(desk: Desk) -> Desk:
    """A desk beside a service in whose audit four rows stand, of which a head was told."""
    (desk.secrets / "secret").write_text(SECRET)
    database = desk.databases[SERVICE]
    for _ in range(4):
        async with database.sessions.begin() as db:
            await audit.keep(db, act())
    await chain(database, SERVICE)
    await tell_head(database, SERVICE, Seal(SECRET))
    await send_all(desk, database)
    return desk


def act() -> audit.Act:
    return audit.Act(Caller.program("player"), "participant.read", Reach(whole=True), "GET", "/x", uuid4())


async def send_all(desk: Desk, database: Database) -> None:
    """Let the service run until its relay has sent everything."""

    async def is_sent() -> bool:
        async with database.sessions() as db:
            return bool((await run(db, "select count(*) = 0 from outbox where published_at is null")).scalar_one())

    async with desk.run.started(service_of(SERVICE), database.url):
        await eventually(is_sent)


async def verified(desk: Desk) -> tuple[int, dict[str, Any]]:
    """Return how the command ended, and what it says of the service."""
    answered = await desk.takwin("audit", "verify", "--json")
    assert answered.stderr == ""
    return answered.exit_code, next(it for it in json.loads(answered.stdout) if it["service"] == SERVICE)


async def test_an_audit_that_nobody_has_changed_is_whole(kept: Desk) -> None:
    code, found = await verified(kept)

    assert (code, found["links"], found["heads"], found["doubts"]) == (0, 4, 1, [])
    answered = await kept.takwin("audit", "verify")
    assert "registration: 4 rows chained, 1 heads on Kafka." in answered.stdout
    assert "Nobody has changed the audit." in answered.stdout
    assert (await kept.takwin("reconcile")).exit_code == 0, "heads are events as all others"


@pytest.mark.parametrize(
    ("statements", "kind"),
    [
        (["update audit set caller = 'nobody' where position = 2"], "changed"),
        (["delete from audit where position = 3"], "removed"),
        (["delete from audit where position > 2", "delete from audit_link where number > 2"], "cut"),
    ],
)
async def test_what_its_owner_has_changed_is_told(kept: Desk, statements: list[str], kind: str) -> None:
    async with owned(kept.databases[SERVICE]) as connection:
        await connection.execute(text("select set_config('takwin.reach', 'whole', true)"))
        for statement in statements:
            await connection.execute(text(statement))

    code, found = await verified(kept)

    assert (code, [doubt["kind"] for doubt in found["doubts"]]) == (1, [kind])
    assert "registration: look at" in (await kept.takwin("audit", "verify")).stdout


async def test_while_kafka_is_away_nothing_is_called_whole(kept: Desk) -> None:
    kept.kafka = type(kept.kafka)("127.0.0.1:1")

    answered = await kept.takwin("audit", "verify")

    assert (answered.exit_code, answered.stdout) == (2, "")
