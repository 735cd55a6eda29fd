"""The wall in access's database: whoever asks for what is one's own sees nobody else's. People are synthetic."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.access.people.storage import accounts_by_name, grants_by_account
from services.access.programs.actions import make_program
from services.access.sessions.actions import end_sessions, open_session
from services.access.ways_in.actions import make_way_in
from shared.access.accounts import caller_by
from shared.access.reach import Reach, within
from shared.access.secrets import digest_of
from shared.kernel.clock import machine_now
from shared.kernel.database import REACH, Database
from tests.integration.access.given import ADMINISTRATOR, EMAIL, somebody, with_app
from tests.integration.access.test_recovery import SOON

OWN = ("account", "granted", "way_in", "session", "recovery_code")


async def signed_in(database: Database, account_id: UUID) -> str:
    """Let somebody be signed in, with an app and a link; return the secret of the session."""
    await with_app(database, account_id)
    async with database.sessions.begin() as db:
        await make_way_in(db, account_id, "reset")
        return await open_session(db, account_id, "Firefox, Android", strong=True, factor="password")


async def counted(database: Database, reach: Reach, *tables: str) -> list[int]:
    """Return how many rows are seen within this reach."""
    async with within(database, reach.settings()) as db:
        connection = await db.connection()
        return [(await connection.execute(text(f"select count(*) from {it}"))).scalar_one() for it in tables]


async def test_one_sees_ones_own_rows_and_nobody_elses(database: Database) -> None:
    one, other = await somebody(database), await somebody(database, "other@example.org", ADMINISTRATOR)
    for account_id in (one, other):
        await signed_in(database, account_id)

    assert await counted(database, Reach(account_id=one), *OWN) == [1, 1, 2, 1, 10]
    assert await counted(database, Reach(), *OWN) == [0] * 5
    assert await counted(database, Reach(whole=True), *OWN) == [2, 2, 4, 2, 20]


async def test_programs_are_seen_by_nobody_but_whoever_sees_all(database: Database) -> None:
    account_id = await somebody(database, asked=ADMINISTRATOR)
    async with database.sessions.begin() as db:
        await make_program(db, "Exemple", "figures", SOON, account_id)

    assert await counted(database, Reach(account_id=account_id), "program", "program_key") == [0, 0]
    assert await counted(database, Reach(whole=True), "program", "program_key") == [1, 1]


async def test_within_ones_own_reach_one_ends_ones_sessions_and_that_is_told(database: Database) -> None:
    account_id = await somebody(database)
    secret = await signed_in(database, account_id)

    async with database.sessions(info={REACH: Reach(account_id=account_id).settings()}) as db, db.begin():
        db.info.update(clock=database.clock)
        assert [it.email for it in await accounts_by_name(db)] == [EMAIL]
        assert len(await grants_by_account(db, machine_now())) == 1
        await end_sessions(db, account_id)

    assert await caller_by(database, digest_of(secret)) is None


async def test_nobody_writes_into_another_account(database: Database) -> None:
    one, other = await somebody(database), await somebody(database, "other@example.org")

    with pytest.raises(DBAPIError, match="row-level security"):
        await link_made(database, Reach(account_id=one), other)


async def link_made(database: Database, reach: Reach, account_id: UUID) -> None:
    """Make a link within this reach."""
    async with within(database, reach.settings()) as db:
        await make_way_in(db, account_id, "reset")
        await db.flush()
