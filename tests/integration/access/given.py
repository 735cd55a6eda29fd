"""Given: people who have accounts, with a password or an app. All of them are synthetic."""

from functools import cache
from uuid import UUID

import pyotp

from services.access.factors import actions as factors
from services.access.factors.domain import new_totp_secret
from services.access.factors.sealing import Seal
from services.access.passwords.actions import set_password
from services.access.passwords.hashing import HASHER
from services.access.people import actions
from services.access.people.actions import Person
from services.access.people.domain import Asked
from services.access.people.storage import Account
from services.access.ways_in.actions import take
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run
from tests.integration.access.browsing import PASSWORD, SECRET, Browser

ADMINISTRATOR = Asked("national-administrator", "Exemple")
READER = Asked("reader", "Exemple")
COORDINATOR = Asked("coordinator", "Exemple", region="MA-02")
EMAIL = "salma.exemple@example.org"


@cache
def _kept() -> str:
    return HASHER.hash(PASSWORD)


async def invited(database: Database, email: str = EMAIL, asked: Asked = READER) -> tuple[UUID, str]:
    """Return the account of somebody who has not come yet, and the secret of her link."""
    async with database.sessions.begin() as db:
        return await actions.invite(db, Person(email, "Salma Exemple", "en"), asked, None)


async def somebody(database: Database, email: str = EMAIL, asked: Asked = READER) -> UUID:
    """Return the account of somebody who has taken up her invitation."""
    account_id, secret = await invited(database, email, asked)
    async with database.sessions.begin() as db:
        await take(db, secret)
        await set_password(db, account_id, _kept())
    return account_id


async def with_app(database: Database, account_id: UUID) -> tuple[pyotp.TOTP, list[str]]:
    """Give her an app for codes; return it, and her codes on paper. The code that set it up is two steps old."""
    secret, seal = new_totp_secret(), Seal(SECRET)
    app = pyotp.TOTP(secret)
    async with database.sessions.begin() as db:
        carried = seal.for_set_up(account_id, secret)
        codes = await factors.set_up_app(db, seal, account_id, carried, app.at(int(machine_now().timestamp()) - 30))
        (await db.get_one(Account, account_id)).totp_last_step -= 2
    return app, codes


async def administrator(database: Database, browser: Browser, email: str = "admin@example.org") -> UUID:
    """Let an administrator be signed in, by both factors."""
    account_id = await somebody(database, email, ADMINISTRATOR)
    app, _ = await with_app(database, account_id)
    await browser.sign_in(email)
    answer = await browser.send("/access/second-factor", code=app.now())
    assert answer.status_code == 303, answer.text
    return account_id


async def account(database: Database, account_id: UUID) -> Account:
    """Return the account as it now is."""
    async with database.sessions() as db:
        return await db.get_one(Account, account_id)


async def later(database: Database, minutes: int) -> None:
    """Let everything that opens an account have been shown so much earlier."""
    async with database.sessions.begin() as db:
        await run(db, f"update session set proved_at = proved_at - interval '{minutes} minutes'")
