"""Accounts for operators: the first administrator, and who shows a demonstration. People are synthetic."""

import asyncio

import pytest
from sqlalchemy import text

from services.access import operating
from services.access.operating import AdministratorThere
from services.access.passwords.actions import set_password
from services.access.people.domain import EmailImpossible
from services.access.ways_in.actions import look, take
from services.access.ways_in.domain import LinkUsed
from shared.kernel.database import Database
from tests.integration.access.given import ADMINISTRATOR, somebody

FIRST = ("premiere@example.org", "Première Exemple", "fr")


async def accounts(database: Database) -> int:
    """Return how many accounts there are."""
    async with database.sessions() as db:
        return int((await (await db.connection()).execute(text("select count(*) from account"))).scalar_one())


async def test_the_first_administrator_gets_a_link(database: Database) -> None:
    secret = await operating.first_administrator(database, *FIRST)

    async with database.sessions.begin() as db:
        way_in, account, granted = await look(db, secret)
    assert (way_in.purpose, account.email, account.language) == ("invitation", "premiere@example.org", "fr")
    assert [it.role for it in granted] == ["national-administrator"]


async def test_asked_again_before_she_came_there_is_another_link_for_her(database: Database) -> None:
    first = await operating.first_administrator(database, *FIRST)
    second = await operating.first_administrator(database, FIRST[0].upper(), *FIRST[1:])

    assert await accounts(database) == 1
    async with database.sessions.begin() as db:
        with pytest.raises(LinkUsed):
            await look(db, first)
        assert (await look(db, second)).account.email == FIRST[0]


async def test_there_is_none_once_an_administrator_can_sign_in(database: Database) -> None:
    await somebody(database, asked=ADMINISTRATOR)

    with pytest.raises(AdministratorThere):
        await operating.first_administrator(database, *FIRST)


async def test_two_who_ask_at_once_make_one_account(database: Database) -> None:
    await asyncio.gather(*(operating.first_administrator(database, *FIRST) for _ in range(3)))

    assert await accounts(database) == 1


async def test_what_is_no_address_makes_no_administrator(database: Database) -> None:
    with pytest.raises(EmailImpossible):
        await operating.first_administrator(database, "nobody", *FIRST[1:])


async def test_a_demonstration_has_one_account_and_a_new_link_each_time(database: Database) -> None:
    links = {await operating.demonstration(database) for _ in range(3)}

    assert (len(links), await accounts(database)) == (3, 1)


async def test_a_demonstration_keeps_nobody_from_being_the_first(database: Database) -> None:
    await operating.demonstration(database)

    secret = await operating.first_administrator(database, *FIRST)

    async with database.sessions.begin() as db:
        account = await take(db, secret)
        await set_password(db, account.id, "x")
    assert await accounts(database) == 2
