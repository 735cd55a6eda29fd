"""Two years after an account has ended nobody knows whose it was. People are synthetic."""

from datetime import timedelta

from sqlalchemy import text

from services.access.people.forgetting import forget_ended
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.privacy.declared import retentions
from tests.integration.access.given import account, somebody, with_app

ENDED = "update account set ended_at = :at where id = :id"
WAYS_IN = "select (select count(*) from recovery_code) + (select count(*) from passkey)"


async def after(database: Database, days: int) -> tuple[str, str, bool, int]:
    """Return what is left of an account so many days after it ended: e-mail, name, a secret, ways in."""
    account_id = await somebody(database, f"salma.{days}@example.org")
    await with_app(database, account_id)
    async with database.engine.begin() as connection:
        at = machine_now() - timedelta(days=days)
        await connection.execute(text("select set_config('takwin.reach', 'whole', true)"))
        await connection.execute(text(ENDED), {"at": at, "id": account_id})
    async with database.sessions.begin() as db:
        await forget_ended(db, machine_now())
    async with database.sessions() as db:
        ways_in = (await (await db.connection()).execute(text(WAYS_IN))).scalar_one()
    left = await account(database, account_id)
    return left.email, left.name, bool(left.totp_secret or left.password_hash), int(ways_in)


async def test_until_then_it_is_known_whose_it_was(database: Database) -> None:
    email, name, secret, ways_in = await after(database, 720)

    assert (email, name, secret) == ("salma.720@example.org", "Salma Exemple", True)
    assert ways_in > 0


async def test_then_name_address_and_ways_in_are_gone(database: Database) -> None:
    email, name, secret, ways_in = await after(database, 740)

    assert (email.partition("@")[2], name, secret, ways_in) == ("forgotten.invalid", "\u2013", False, 0)
    assert retentions()["staff"].length == {"months": 24}


async def test_who_works_here_is_never_forgotten(database: Database) -> None:
    account_id = await somebody(database)

    async with database.sessions.begin() as db:
        await forget_ended(db, machine_now() + timedelta(days=4000))

    assert (await account(database, account_id)).name == "Salma Exemple"
