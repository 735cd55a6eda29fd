"""Actions on links that open an account: one is made, shown once, and opens once."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.storage import Account, Granted, grants_of
from services.access.ways_in import storage
from services.access.ways_in.domain import LASTS, LinkUsed
from services.access.ways_in.storage import Purpose, WayIn
from shared.access.secrets import digest_of, new_secret
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def make_way_in(db: AsyncSession, account_id: UUID, purpose: Purpose) -> str:
    """Return the secret of a new link; the ones before it open nothing any more."""
    now, secret = machine_now(), new_secret()
    await storage.end_all(db, account_id, now)
    about = WayIn(digest=digest_of(secret), account_id=account_id, purpose=purpose, made_at=now, ends_at=now + LASTS)
    db.add(about)
    log.info("link.made", account_id=account_id, reason=purpose)
    return secret


class Looked(NamedTuple):
    """A link that is good, whose it is, and what that person may do."""

    way_in: WayIn
    account: Account
    granted: Sequence[Granted]


async def look(db: AsyncSession, secret: str) -> Looked:
    """Return what the link is for; it stays as it is. Raises LinkUsed."""
    way_in = await db.get(WayIn, digest_of(secret))
    if way_in is None or way_in.used_at is not None or way_in.ends_at <= machine_now():
        raise LinkUsed
    account = await db.get_one(Account, way_in.account_id)
    if account.ended_at is not None:
        raise LinkUsed
    return Looked(way_in, account, await grants_of(db, account.id, machine_now()))


async def take(db: AsyncSession, secret: str) -> Account:
    """Use the link up, and return whose it is. Raises LinkUsed, also for the second of two who come at once."""
    way_in, account, _ = await look(db, secret)
    if not await storage.use(db, way_in.digest, machine_now()):
        raise LinkUsed
    log.info("link.used", account_id=account.id, reason=way_in.purpose)
    return account
