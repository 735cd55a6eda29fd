"""Actions on programs outside: one is made with a key that is shown once, and revoked."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.telling import announce
from services.access.programs import domain
from services.access.programs.storage import Program, ProgramKey, all_keys_of, keys_of
from services.access.tables import lock
from shared.access.secrets import digest_of, new_secret
from shared.events import AccountGranted, KeyUsed
from shared.events.access import Grant, Key
from shared.kernel import clock
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def make_program(db: AsyncSession, name: str, role: str, ends_at: datetime, by: UUID) -> str:
    """Let a program ask for figures; return its key. Raises ProgramRoleUnknown, KeyEndImpossible."""
    now, secret = machine_now(), new_secret()
    domain.check_program(role, now, ends_at)
    program = Program(id=clock.new_id(db), name=name, role=role, made_by=by, made_at=now)
    db.add(program)
    await db.flush()  # its key names it
    db.add(ProgramKey(digest=digest_of(secret), program_id=program.id, ends_at=ends_at))
    await tell_program(db, program)
    log.info("program.made", program_id=program.id, by=by)
    return secret


async def revoke(db: AsyncSession, program_id: UUID, by: UUID | None) -> None:
    """Let the program's keys open nothing any more; what was revoked stays so. Raises ProgramUnknown."""
    program = await lock(db, Program, program_id)
    if program is None:
        raise domain.ProgramUnknown("program_id")
    good = [key for key in await all_keys_of(db, program_id) if key.revoked_at is None]
    for key in good:
        key.revoked_at = machine_now()
    if good:
        await tell_program(db, program)
        log.info("program.revoked", program_id=program_id, by=by)


async def note_use(db: AsyncSession, use: KeyUsed) -> None:
    """Keep when the key was last used, whichever service tells it last; a key that is not known is nobody's."""
    key = await db.get(ProgramKey, use.digest, with_for_update=True)
    if key is not None and (key.used_at is None or key.used_at < use.used_at):
        key.used_at = use.used_at


async def tell_program(db: AsyncSession, program: Program) -> None:
    """Say what the program, whose row this transaction holds, may do from now on."""
    await db.flush()
    program.version += 1
    good = await keys_of(db, program.id, machine_now())
    keys = [Key(digest=key.digest, strong=True, ends_at=key.ends_at) for key in good]
    grants = [Grant(role=program.role)] if keys else []
    event = AccountGranted(account_id=program.id, kind="program", active=bool(keys), grants=grants, keys=keys)
    await announce(db, event, program.version)
