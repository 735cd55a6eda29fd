"""Closing a sheet asks first, and a session where nobody was is not closed at one click; by page and by program."""

import pytest

from services.registration.attendance.domain import Marked
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import LASTS, STARTS_AT, let_it_be, mark, session
from tests.integration.registration.given_console import at_the_door
from tests.integration.registration.test_console_attendance import begun
from tests.integration.scheduling.reading import look, send


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_where_nobody_was_it_is_closed_only_when_somebody_says_so(database: Database, language: str) -> None:
    session_id, [block_id], seated = await begun(database, how_many=2)
    await mark(database, session_id, block_id, *(Marked(one, "absent") for one in seated))
    let_it_be(database, STARTS_AT + LASTS)
    path = f"/registration/sessions/{session_id}/attendance/close"
    async with at_the_door(database) as client, asking(database, EVERYTHING) as api:
        asked = await look(client, path, language)

        refused = await send(client, asked.form("/close"), language)
        program = await api.post(f"/sessions/{session_id}/attendance/close")
        before = (await session(database, session_id)).attendance_closed_at
        await send(client, refused.form("/close"), language, nobody_came="true")

    assert (refused.status, program.status_code) == (409, 409)
    assert program.json()["errors"][0]["rule"] == "nobody-came"
    assert list(refused.errors) == ["nobody_came"]
    assert before is None
    assert (await session(database, session_id)).attendance_closed_at is not None
