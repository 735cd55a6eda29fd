"""Completing a session asks first, and one where nobody is marked as present is not completed at one click."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx2
import pytest
from alembic import command
from sqlalchemy import Connection

from services.scheduling import app
from services.scheduling.handlers import on
from shared.events import AttendanceRecorded, Mark
from shared.kernel.database import Database
from shared.service.migrate import config
from tests.hearing import hear
from tests.integration.scheduling.given import catalogue, create, oujda
from tests.integration.scheduling.reading import look, send
from tests.places import owned

AFTER_OUJDA = datetime(2017, 8, 24, 18, tzinfo=UTC)


async def over(api: httpx2.AsyncClient, database: Database) -> str:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    await create(api, f"/sessions/{id_}/open")
    database.clock.move_to(AFTER_OUJDA)
    return id_


async def marked(database: Database, id_: str, minutes: int) -> None:
    mark = Mark(participant_id=uuid4(), state="present" if minutes else "absent", minutes=minutes)
    told = {"session_id": UUID(id_), "region": "MA-02", "block_id": uuid4(), "marks": [mark]}
    envelope = {"id": uuid4(), "time": database.clock.now(), "aggregateversion": 1}
    await hear(database, on, AttendanceRecorded.model_validate(told).model_copy(update=envelope))


async def state(api: httpx2.AsyncClient, id_: str) -> str:
    return str((await api.get(f"/sessions/{id_}")).json()["state"])


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_an_empty_session_is_completed_only_when_somebody_says_so(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database, language: str
) -> None:
    id_ = await over(api, database)
    await marked(database, id_, 0)
    asked = await look(pages, f"/scheduling/sessions/{id_}/complete", language)

    refused = await send(pages, asked.form("/complete"), language)
    program = await api.post(f"/sessions/{id_}/complete")
    before = await state(api, id_)
    await send(pages, refused.form("/complete"), language, nobody_came="true")

    assert (refused.status, program.status_code, before) == (409, 409, "open")
    assert list(refused.errors) == ["nobody_came"]
    assert await state(api, id_) == "completed"


def upgraded(connection: Connection) -> None:
    """Let the sessions be those of the release before, and this one start."""
    service = app.service()
    settings = config(service.migrations, service.metadata, connection)
    command.downgrade(settings, "s0005")
    command.upgrade(settings, "scheduling@head")


async def test_of_a_session_from_before_attendance_was_heard_nobody_says_that_it_was_empty(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await over(api, database)
    async with owned(database) as connection:
        await connection.run_sync(upgraded)

    asked = await look(pages, f"/scheduling/sessions/{id_}/complete", "fr")
    await send(pages, asked.form("/complete"), "fr")

    assert "nobody_came" not in asked.form("/complete").values
    assert await state(api, id_) == "completed"


async def test_where_somebody_came_the_question_is_enough(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    id_ = await over(api, database)
    await marked(database, id_, 90)

    await send(pages, (await look(pages, f"/scheduling/sessions/{id_}/complete")).form("/complete"))

    assert await state(api, id_) == "completed"
