"""Actions of a demonstration: synthetic staff, who are there when they are needed, and sign in without a password."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.actions import Person, invite
from services.access.people.domain import AccountEnded, Asked
from services.access.people.storage import Account, account_by, one_change_of_administrators_at_a_time


async def member(db: AsyncSession, person: Person, asked: Asked) -> Account:
    """Return the account of this member, made at the first time. Raises what `invite` raises, AccountEnded."""
    await one_change_of_administrators_at_a_time(db)
    account = await account_by(db, person.email)
    if account is None:
        account_id, _ = await invite(db, person, asked, None)
        return await db.get_one(Account, account_id)
    if account.ended_at is not None:
        raise AccountEnded
    return account
