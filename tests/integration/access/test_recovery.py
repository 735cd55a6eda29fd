"""Recovery after a restore: accounts stand as the log tells, and nobody stays signed in. People are synthetic."""

from uuid import UUID, uuid4

from services.access.people import actions
from services.access.people.storage import grants_ever
from services.access.programs.actions import make_program
from services.access.recovery import take_up
from services.access.sessions.actions import open_session
from shared.access.accounts import KnownAccount, caller_by
from shared.access.secrets import digest_of
from shared.events import AccountGranted
from shared.events.access import Grant, Key
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.service.recovery import Gap, MissingEvents
from tests.integration.access.given import ADMINISTRATOR, COORDINATOR, EMAIL, account, invited, somebody
from tests.integration.access.test_told import told

SOON = machine_now().replace(year=machine_now().year + 1, day=1)


def event(account_id: UUID, version: int, *grants: Grant, active: bool = True, kind: str = "person") -> AccountGranted:
    """Return what the log holds and the backup does not: somebody is signed in, too."""
    keys = [Key(digest=digest_of("since the backup"), strong=True, ends_at=SOON)]
    said = {"account_id": account_id, "kind": kind, "active": active, "grants": grants, "keys": keys if active else []}
    return AccountGranted.model_validate(said | {"aggregateversion": version, "id": uuid4()})


async def taken_up(database: Database, *missing: AccountGranted) -> list[Gap]:
    """Take up these, the oldest first."""
    async with database.sessions.begin() as db:
        return await take_up(db, MissingEvents(missing))


async def known(database: Database, account_id: UUID) -> KnownAccount:
    """Return what services know of the account."""
    async with database.sessions() as db:
        return await db.get_one(KnownAccount, account_id)


async def test_a_role_given_since_the_backup_is_there_and_one_taken_back_is_not(database: Database) -> None:
    account_id, _ = await invited(database, asked=COORDINATOR)

    gaps = await taken_up(database, event(account_id, 2), event(account_id, 7, Grant(role="reader")))

    now = await known(database, account_id)
    assert gaps == []
    assert (now.version, [it["role"] for it in now.grants]) == (8, ["reader"])


async def test_a_role_that_is_told_as_it_was_stays_as_it_was(database: Database) -> None:
    account_id, _ = await invited(database, asked=COORDINATOR)

    await taken_up(database, event(account_id, 7, Grant(role="coordinator", region="MA-02"), Grant(role="reader")))

    async with database.sessions() as db:
        reasons = {it.role: it.reason for it in await grants_ever(db, account_id)}
    assert reasons == {"coordinator": "Exemple", "reader": "?"}
    assert sorted(it["role"] for it in (await known(database, account_id)).grants) == ["coordinator", "reader"]


async def test_whoever_signed_in_is_out_before_and_since_the_backup(database: Database) -> None:
    account_id = await somebody(database)
    async with database.sessions.begin() as db:
        before = await open_session(db, account_id, "Firefox, Android", strong=True, factor="password")

    await taken_up(database, event(account_id, 9, Grant(role="reader")))

    assert await caller_by(database, digest_of(before)) is None
    last = AccountGranted.from_cloudevent((await told(database, account_id))[-1])
    assert (last.aggregateversion, last.active, last.keys) == (11, True, [])


async def test_an_account_ended_since_the_backup_is_ended(database: Database) -> None:
    account_id = await somebody(database)

    await taken_up(database, event(account_id, 9, active=False))

    assert (await account(database, account_id)).ended_at is not None
    assert not (await known(database, account_id)).active


async def test_an_account_opened_again_since_the_backup_is_open(database: Database) -> None:
    account_id = await somebody(database)
    async with database.sessions.begin() as db:
        await actions.end_account(db, account_id, None)

    await taken_up(database, event(account_id, 9, Grant(role="reader")))

    assert (await account(database, account_id)).ended_at is None


async def test_an_account_that_the_backup_lacks_may_do_nothing_and_is_told_as_a_gap(database: Database) -> None:
    person, program = uuid4(), uuid4()
    missing = [event(person, 4, Grant(role="reader")), event(program, 1, Grant(role="figures"), kind="program")]

    gaps = await taken_up(database, *missing, event(gone := uuid4(), 5, active=False))

    assert [(it.what, it.id, it.lacks) for it in gaps] == [
        ("account", person, "its name and password"),
        ("account", program, "its name and key"),
        ("account", gone, "its name and password"),
    ]
    told_now = [AccountGranted.from_cloudevent(body) for body in await told(database)]
    assert [(it.account_id, it.aggregateversion, it.active) for it in told_now] == [
        (person, 5, False),
        (program, 2, False),
    ]


async def test_a_program_revoked_since_the_backup_is_revoked(database: Database) -> None:
    by = await somebody(database, EMAIL, ADMINISTRATOR)
    async with database.sessions.begin() as db:
        secret = await make_program(db, "Exemple", "figures", SOON, by)
    caller = await caller_by(database, digest_of(secret))
    assert caller is not None
    assert caller.account_id is not None

    gaps = await taken_up(database, event(caller.account_id, 2, active=False, kind="program"))

    assert gaps == []
    assert await caller_by(database, digest_of(secret)) is None


async def test_a_key_of_a_program_that_is_told_as_it_was_stays_good(database: Database) -> None:
    by = await somebody(database, EMAIL, ADMINISTRATOR)
    async with database.sessions.begin() as db:
        secret = await make_program(db, "Exemple", "figures", SOON, by)
    (body,) = [it for it in await told(database) if it["data"]["kind"] == "program"]

    await taken_up(database, AccountGranted.from_cloudevent(body))

    assert await caller_by(database, digest_of(secret)) is not None
