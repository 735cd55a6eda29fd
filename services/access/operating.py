"""Accounts for operators: the first administrator of an installation, and who shows a demonstration."""

from services.access.people.actions import Person, invite
from services.access.people.domain import ADMINISTRATOR, AdministratorThere, Asked
from services.access.people.storage import (
    account_by,
    having_for_good,
    invited_with,
    one_change_of_administrators_at_a_time,
)
from services.access.ways_in.actions import make_way_in
from shared.kernel.database import Database

__all__ = ["AdministratorThere", "demonstration", "first_administrator"]

DEMONSTRATION = Person("demo@takwin.invalid", "Démonstration", "fr")
GRANT = Asked(ADMINISTRATOR, "-")


async def first_administrator(database: Database, email: str, name: str, language: str) -> str:
    """Return the secret of a link for whoever lets all others in. Raises AdministratorThere and what `invite` raises.

    Asked again before she has come, it gives another link for her.
    """
    async with database.sessions.begin() as db:
        await one_change_of_administrators_at_a_time(db)
        if await having_for_good(db, ADMINISTRATOR):
            raise AdministratorThere
        invited = await invited_with(db, email.strip().lower(), ADMINISTRATOR)
        if invited is not None:
            return await make_way_in(db, invited, "invitation")
        return (await invite(db, Person(email, name, language), GRANT, None))[1]


async def demonstration(database: Database) -> str:
    """Return the secret of a link that opens a demonstration once, as a person who does not exist."""
    async with database.sessions.begin() as db:
        await one_change_of_administrators_at_a_time(db)
        account = await account_by(db, DEMONSTRATION.email)
        account_id = account.id if account else (await invite(db, DEMONSTRATION, GRANT, None))[0]
        return await make_way_in(db, account_id, "demonstration")
