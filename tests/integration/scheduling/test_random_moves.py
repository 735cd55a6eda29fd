"""However a session is pushed around, each legal move is told once and no illegal one at all."""

from datetime import UTC, timedelta
from typing import Literal

import httpx2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.database import Database
from tests.integration.scheduling.given import Catalogue, catalogue, create, oujda, said

Push = Literal["open", "complete", "wait"]
PUSHES: list[Push] = ["open", "complete", "wait"]
TYPES = ["session.planned.v1", "session.opened.v1", "session.completed.v1"]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example plans a session of its own
)
@given(pushes=st.lists(st.sampled_from(PUSHES), max_size=8))
async def test_random_moves_are_told_exactly_when_they_are_legal(
    api: httpx2.AsyncClient, database: Database, pushes: list[Push]
) -> None:
    id_ = await plan_for_tomorrow(api, database, await known_catalogue(api))

    done = 1 + sum([await push(api, database, id_, one) for one in pushes])

    events = await said(database, id_)
    assert [event["type"] for event in events] == TYPES[:done]
    assert [event["aggregateversion"] for event in events] == list(range(1, done + 1))


async def known_catalogue(api: httpx2.AsyncClient) -> Catalogue:
    """Return the catalogue, which only the first example has to make."""
    listed = {what: (await api.get(f"/{what}")).json() for what in ("programmes", "venues", "modules")}
    if not listed["programmes"]:
        return await catalogue(api)
    modules = {module["code"]: module["id"] for module in listed["modules"]}
    oujda_, tanger = (venue["id"] for venue in listed["venues"])
    return Catalogue(listed["programmes"][0]["id"], oujda_, tanger, modules)


async def plan_for_tomorrow(api: httpx2.AsyncClient, database: Database, there: Catalogue) -> str:
    """Plan a short session, and let the day before it pass so that the next one has the venue for itself."""
    tomorrow = (database.clock.now() + timedelta(days=1)).astimezone(UTC).replace(tzinfo=None)
    times = {"starts_local": tomorrow.isoformat(), "ends_local": (tomorrow + timedelta(hours=2)).isoformat()}
    id_ = await create(api, "/sessions", oujda(there, zone="UTC", blocks=[], **times))
    database.clock.move_to(database.clock.now() + timedelta(days=1))
    return id_


async def push(api: httpx2.AsyncClient, database: Database, id_: str, how: Push) -> bool:
    """Try a move, or wait until the session has ended; say whether the session moved."""
    if how == "wait":
        database.clock.move_to(database.clock.now() + timedelta(hours=3))
        return False
    answer = await api.post(f"/sessions/{id_}/{how}")
    assert answer.status_code in {200, 409}
    return answer.is_success
