"""However a session is pushed around, each legal move is told once and no illegal one at all."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal

import httpx2
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shared.kernel.database import Database
from tests.integration.scheduling.given import Catalogue, block, catalogue, create, moved, oujda, said

Push = Literal["open", "reschedule", "cancel", "complete", "wait"]
PUSHES: list[Push] = ["open", "reschedule", "cancel", "complete", "wait"]
TYPES = {
    "open": "session.opened.v1",
    "reschedule": "session.rescheduled.v1",
    "cancel": "session.cancelled.v1",
    "complete": "session.completed.v1",
}
HOURS = timedelta(hours=3)  # each wait; a session begins an hour after it was planned, and lasts two


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example plans a session of its own
)
@given(pushes=st.lists(st.sampled_from(PUSHES), max_size=8))
@example(pushes=["open", "reschedule", "wait", "complete", "cancel"])
@example(pushes=["reschedule", "cancel", "open", "reschedule"])
async def test_random_moves_are_told_exactly_when_they_are_legal(
    api: httpx2.AsyncClient, database: Database, pushes: list[Push]
) -> None:
    ids = await known_catalogue(api)
    id_ = await create(api, "/sessions", soon(ids, database.clock.now()))

    moves = [one for one in pushes if await push(api, database, ids, id_, one)]

    events = await said(database, id_)
    assert moves == list(legal(pushes))
    assert [event["type"] for event in events] == ["session.planned.v1", *(TYPES[move] for move in moves)]
    assert [event["aggregateversion"] for event in events] == list(range(1, len(moves) + 2))
    database.clock.move_to(database.clock.now() + HOURS)  # the next example has the venue for itself


def legal(pushes: list[Push]) -> Iterator[Push]:
    """Yield the moves that the rules of the house allow, told apart by an account of our own."""
    state, begun = "planned", False  # and over: a wait is that long
    for move in pushes:
        begun = begun or move == "wait"
        may = {
            "open": state == "planned" and not begun,
            "reschedule": state in {"planned", "open"} and not begun,
            "cancel": state in {"planned", "open"},
            "complete": state == "open" and begun,
            "wait": False,
        }
        if may[move]:
            yield move
            state = {"open": "open", "cancel": "cancelled", "complete": "completed"}.get(move, state)


async def known_catalogue(api: httpx2.AsyncClient) -> Catalogue:
    """Return the catalogue, which only the first example has to make."""
    listed = {what: (await api.get(f"/{what}")).json() for what in ("programmes", "venues", "modules")}
    if not listed["programmes"]:
        return await catalogue(api)
    modules = {module["code"]: module["id"] for module in listed["modules"]}
    oujda_, tanger = (venue["id"] for venue in listed["venues"])
    return Catalogue(listed["programmes"][0]["id"], oujda_, tanger, modules)


def soon(ids: Catalogue, now: datetime, seats: int = 25) -> dict[str, object]:
    """Return the form for a session that begins in an hour and ends two hours later."""
    starts = (now + timedelta(hours=1)).astimezone(UTC).replace(tzinfo=None, second=0, microsecond=0)
    begins, ends = starts.isoformat(), (starts + timedelta(hours=2)).isoformat()
    blocks = [block(ids.modules["DEFINE"], begins, ends)]
    return oujda(ids, zone="UTC", blocks=blocks, seats=seats, starts_local=begins, ends_local=ends)


async def push(api: httpx2.AsyncClient, database: Database, ids: Catalogue, id_: str, how: Push) -> bool:
    """Try a move, or wait until the session has ended; say whether the session moved."""
    if how == "wait":
        database.clock.move_to(database.clock.now() + HOURS)
        return False
    seats = 1 + (await api.get(f"/sessions/{id_}")).json()["seats"] % 30
    bodies: dict[str, dict[str, object]] = {
        "reschedule": moved(soon(ids, database.clock.now(), seats)),
        "cancel": {"reason": "other"},
        "complete": {"nobody_came": True},
    }
    answer = await api.post(f"/sessions/{id_}/{how}", json=bodies.get(how))
    assert answer.status_code in {200, 409}
    return answer.is_success
