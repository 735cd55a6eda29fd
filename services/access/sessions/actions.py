"""Actions on sessions. Whoever signs in gets a new secret, whatever the browser had before."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.storage import Account
from services.access.people.telling import tell
from services.access.sessions import domain, storage
from services.access.sessions.domain import Factor
from services.access.sessions.storage import Session, open_sessions
from services.access.tables import lock
from shared.access.secrets import digest_of, new_secret
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def open_session(
    db: AsyncSession,
    account_id: UUID,
    device: str,
    *,
    strong: bool,
    factor: Factor,
    proved_at: datetime | None = None,
) -> str:
    """Let the person, who has shown this last, be signed in in one more browser; return the secret that it keeps.

    `proved_at`: when all that opens the account was shown, if not just now.
    """
    await lock(db, Account, account_id)
    now, secret = machine_now(), new_secret()
    crowded = domain.too_many(await open_sessions(db, account_id, now))
    await storage.end(db, account_id, [it.digest for it in crowded], now)
    lasting: Any = {"opened_at": now, "ends_at": now + domain.LASTS, "proved_at": proved_at or now}
    db.add(Session(digest=digest_of(secret), account_id=account_id, device=device, strong=strong, **lasting))
    (await db.get_one(Account, account_id)).signed_in_at = now
    await tell(db, account_id)
    log.info("sign_in.done", account_id=account_id, strong=strong, factor=factor)
    return secret


async def end_session(db: AsyncSession, account_id: UUID, digest: str) -> None:
    """End one of the person's sessions; one that has ended stays so."""
    await _end(db, account_id, lambda session: session.digest == digest)


async def end_sessions(db: AsyncSession, account_id: UUID, but: str = "") -> None:
    """End all of the person's sessions `but` this one."""
    await _end(db, account_id, lambda session: session.digest != but)


async def _end(db: AsyncSession, account_id: UUID, wanted: Callable[[Session], bool]) -> None:
    await lock(db, Account, account_id)
    now = machine_now()
    ending = [session.digest for session in await open_sessions(db, account_id, now) if wanted(session)]
    if ending:
        await storage.end(db, account_id, ending, now)
        await tell(db, account_id)
        log.info("sessions.ended", account_id=account_id, number=len(ending))
