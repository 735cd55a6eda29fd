"""One request is followed through every service."""

import json
from uuid import UUID, uuid4

from services.notifications.handlers import on as notifications_on
from services.reporting.handlers import on as reporting_on
from shared.kernel import outbox
from shared.kernel.contracts import Event
from tests import facts
from tests.hearing import hear
from tests.integration.operating.conftest import Desk


async def told_by_scheduling(desk: Desk, request_id: UUID) -> Event:
    """Let scheduling tell of a session because of a request."""
    async with desk.databases["scheduling"].sessions.begin() as db:
        db.info["correlationid"] = request_id
        return outbox.publish(db, facts.planned(uuid4()), version=1)


async def test_a_request_is_followed_to_who_acted_on_it_and_what_that_led_to(desk: Desk) -> None:
    request_id = uuid4()
    event = await told_by_scheduling(desk, request_id)
    await told_by_scheduling(desk, uuid4())
    await hear(desk.databases["notifications"], notifications_on, event)
    await hear(desk.databases["reporting"], reporting_on, event)

    answered = await desk.takwin("follow", request_id, "--json")

    found = json.loads(answered.stdout)
    (first,) = found["events"]
    assert (first["service"], first["event_id"]) == ("scheduling", str(event.id))
    assert first["acted_upon_by"] == "notifications, reporting"
    assert answered.exit_code == 1, "no relay runs: nothing has left yet"
    assert "Not all of it has left yet" in (await desk.takwin("follow", request_id)).stdout


async def test_a_request_that_led_to_nothing_is_said_to_have(desk: Desk) -> None:
    answered = await desk.takwin("follow", uuid4())

    assert answered.exit_code == 1
    assert answered.stdout == "No event was told because of this request: it changed nothing, or was refused.\n"


async def test_what_is_no_id_is_refused(desk: Desk) -> None:
    answered = await desk.takwin("follow", "kanarie")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert "UUID" in answered.stderr
