"""Heads of the audit's chain: sealed with a key that the database does not hold, and told, to be kept elsewhere."""

import hmac
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access.audit_chain import LOCK, Head, newest
from shared.access.derived_keys import derived
from shared.events.audit import AuditSealed
from shared.kernel import outbox
from shared.kernel.database import Database, run


@dataclass(frozen=True)
class Seal:
    """The key of all heads, made from the installation's secret."""

    secret: str

    def of(self, service: str, incarnation: int, links: int, digest: str) -> str:
        """Return the seal of a head."""
        said = f"{service} {incarnation} {links} {digest}"
        return hmac.digest(derived(self.secret, "takwin audit heads"), said.encode(), "sha256").hex()

    def fits(self, head: AuditSealed) -> bool:
        """Say whether whoever knew the secret has said this head."""
        return hmac.compare_digest(head.seal, self.of(head.service, head.incarnation or 1, head.links, head.digest))


LAST = "select version, incarnation, links from audit_head order by version desc limit 1"
# After a restore the log knows heads that the table has forgotten; their numbers are taken.
TOLD = "select coalesce(max((body ->> 'aggregateversion')::int), 0) from outbox where type = :type"


async def tell_head(database: Database, service: str, seal: Seal) -> bool:
    """Tell how far the chain reaches, where it has grown, or where a new life of the database begins with it."""
    async with database.sessions.begin() as db:
        await run(db, "select pg_advisory_xact_lock(:lock)", lock=LOCK)
        incarnation = int(db.info.get("incarnation") or 1)
        last, (links, digest) = (await run(db, LAST)).one_or_none(), await newest(db, service)
        if (incarnation, links) == ((last.incarnation, last.links) if last else (1, 0)):
            return False
        version = last.version if last and last.incarnation == incarnation else await _told(db)
        told = seal.of(service, incarnation, links, digest.hex())
        head = AuditSealed(service=service, links=links, digest=digest.hex(), seal=told)
        outbox.publish(db, head, version=version + 1)
        db.add(Head(version=version + 1, incarnation=incarnation, links=links))
    return True


async def _told(db: AsyncSession) -> int:
    number: int = (await run(db, TOLD, type=AuditSealed.type)).scalar_one()
    return number
