"""Whom a backup still knows and others have forgotten since is forgotten once more, though Kafka knows nothing."""

from pathlib import Path
from uuid import UUID

from programs.operator import forgotten
from programs.operator.restore import restore
from services.registration.erasing.actions import forget
from shared.events import ParticipantRecorded
from shared.kernel.database import Database
from tests.integration.keeping.installed import IDENTITY, PROGRAMS, Installed
from tests.integration.registration.given import organisation, person, record, said
from tests.integration.registration.given_requests import stored

NAMED = {"given_name": "Exemplette", "family_name": "Oublieuse"}


async def canary(database: Database) -> UUID:
    """Return somebody made up."""
    return await record(database, person(await organisation(database), **NAMED))


async def forgotten_now(installed: Installed, who: UUID) -> None:
    """Forget the person, as a request does."""
    async with installed.database("registration") as database, database.sessions.begin() as db:
        await forget(db, who)


async def test_an_older_backup_brings_nobody_back(installed: Installed, tmp_path: Path) -> None:
    async with installed.database("registration") as database:
        who, other = await canary(database), await record(database, person(await organisation(database)))
    older = await installed.backed_up(tmp_path)
    await forgotten_now(installed, who)
    await installed.backed_up(tmp_path)

    await restore(installed, older, str(IDENTITY), PROGRAMS, over=True)

    async with installed.database("registration") as database:
        again, stays = await stored(database, who), await stored(database, other)
        told = ParticipantRecorded.from_cloudevent((await said(database, who))[-1])
    assert (again.given_name, again.phone, again.erased_at is not None) == ("\u2013", None, True)
    assert stays.erased_at is None
    assert (told.erased, told.aggregateversion) == (True, again.version)


async def test_the_list_holds_numbers_alone_and_loses_none(installed: Installed, tmp_path: Path) -> None:
    async with installed.database("registration") as database:
        first, second = await canary(database), await record(database, person(await organisation(database)))
    for who in (first, second):
        await forgotten_now(installed, who)
        await forgotten.note(installed, tmp_path)
    (tmp_path / forgotten.FILE).write_text(f"{first}\n")  # as one from before the second was forgotten

    await forgotten.note(installed, tmp_path)

    assert forgotten.read(tmp_path) == {first, second}
    assert (tmp_path / forgotten.FILE).read_text() == "".join(f"{one}\n" for one in sorted((first, second)))


async def test_without_a_list_nobody_is_forgotten(installed: Installed, tmp_path: Path) -> None:
    async with installed.database("registration") as database:
        who = await canary(database)

    assert await forgotten.forget_once_more(installed, tmp_path) == 0
    async with installed.database("registration") as database:
        assert (await stored(database, who)).given_name == "Exemplette"
