"""Recovery: accounts are granted what the log tells, and nobody stays signed in by a session that the backup lacks."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.storage import Account, Granted, grants_of
from services.access.people.telling import announce, as_told, tell
from services.access.programs.actions import tell_program
from services.access.programs.storage import Program, all_keys_of
from services.access.sessions.actions import end_sessions
from shared.events import AccountGranted
from shared.events.access import Grant
from shared.kernel import clock
from shared.kernel.clock import machine_now
from shared.service.recovery import Gap, MissingEvents, Recovery

TAKEN_UP = "?"  # why it was given, nobody knows any more


async def take_up(db: AsyncSession, missing: MissingEvents) -> list[Gap]:
    """Take up how each account stood last; whom the backup does not hold may do nothing."""
    last = {event.account_id: event for event in missing.own if isinstance(event, AccountGranted)}
    gaps = [gap for event in last.values() for gap in await _account(db, event)]
    await db.flush()
    return gaps


async def _account(db: AsyncSession, event: AccountGranted) -> list[Gap]:
    known = await db.get(Account, event.account_id)
    program = await db.get(Program, event.account_id)
    if known is not None:
        await _person(db, known, event)
    elif program is not None:
        await _program(db, program, event)
    else:
        await _end_unknown(db, event)
        return [Gap("account", event.account_id, _lacks(event), event.time)]
    return []


def _lacks(event: AccountGranted) -> str:
    return "its name and password" if event.kind == "person" else "its name and key"


async def _person(db: AsyncSession, account: Account, event: AccountGranted) -> None:
    """Let the account have what it was told to have, and tell that nobody is signed in."""
    account.version = event.aggregateversion
    account.ended_at = None if event.active else account.ended_at or machine_now()
    if event.active:
        await _grants(db, account, event.grants)
    await end_sessions(db, account.id)
    await tell(db, account.id)


async def _grants(db: AsyncSession, account: Account, told: Sequence[Grant]) -> None:
    """End what is not told any more, and give what was given since the backup."""
    kept = list(await grants_of(db, account.id, machine_now()))
    for granted in kept:
        if as_told(granted) not in told:
            granted.ends_at = machine_now()
    for grant in told:
        if grant not in map(as_told, kept):
            row = grant.model_dump() | {"given_at": machine_now(), "reason": TAKEN_UP}
            db.add(Granted(id=clock.new_id(db), account_id=account.id, **row))


async def _program(db: AsyncSession, program: Program, event: AccountGranted) -> None:
    """Revoke every key that was not told any more, and tell that."""
    program.version = event.aggregateversion
    good = {key.digest for key in event.keys}
    for key in await all_keys_of(db, program.id):
        if key.digest not in good:
            key.revoked_at = key.revoked_at or machine_now()
    await tell_program(db, program)


async def _end_unknown(db: AsyncSession, event: AccountGranted) -> None:
    """Tell that whoever we do not know any more may do nothing; other services would go on letting it in."""
    ended = AccountGranted(account_id=event.account_id, kind=event.kind, active=False, grants=[], keys=[])
    if event.active:
        await announce(db, ended, event.aggregateversion + 1)


RECOVERY = Recovery(
    source=AccountGranted.source, topics=(AccountGranted.topic,), events=(AccountGranted,), take_up=take_up
)
