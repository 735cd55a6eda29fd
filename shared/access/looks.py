"""Looks at regions, as every service hears of them: how many, and when; whose they are is known to access alone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import roles
from shared.events.access import AccountGranted
from shared.kernel.clock import machine_now
from shared.kernel.database import KernelTable, run

TOLD_FOR = timedelta(hours=24)  # from its beginning, to whoever has not seen the list of looks since


class KnownLook(KernelTable, table=True):
    """A look at a region that lasts, or that has ended lately: the grant itself is not told any more then."""

    __tablename__ = "known_look"

    account_id: UUID = Field(primary_key=True)
    region: str = Field(primary_key=True)
    ends_at: datetime = Field(sa_type=DateTime(timezone=True), primary_key=True)


KNOW = """
insert into known_look (account_id, region, ends_at) values (:account, :region, :ends_at) on conflict do nothing"""
FORGET = "delete from known_look where ends_at < :before"
COUNT = """
select count(*) from known_look where region = any(:regions) and (ends_at > :now or ends_at > :ends_after)"""


async def know_looks(event: AccountGranted, db: AsyncSession) -> None:
    """Keep the looks among what the account may do, and forget those of which nothing is told any more."""
    looks = [grant for grant in event.grants if grant.role == roles.LOOKER and grant.region and grant.ends_at]
    for look in looks:
        await run(db, KNOW, account=event.account_id, region=look.region, ends_at=look.ends_at)
    if looks:
        await run(db, FORGET, before=machine_now() - TOLD_FOR)


async def looks_to_tell(db: AsyncSession, regions: Collection[str], seen_at: datetime) -> int:
    """Return how many looks at these regions last, or began within a day and after the list was last seen."""
    now = machine_now()
    ends_after = max(now - TOLD_FOR, seen_at) + roles.LOOK_LASTS
    counted = await run(db, COUNT, regions=list(regions), now=now, ends_after=ends_after)
    return int(counted.scalar_one())
