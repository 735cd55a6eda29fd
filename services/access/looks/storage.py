"""Looks at regions, as they were asked for: who, why, until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.looks.domain import ROLE
from shared.kernel.database import run

LOOKS = """
select granted.account_id, account.name, granted.region, granted.reason, granted.given_at, granted.ends_at
from granted join account on account.id = granted.account_id
where granted.role = :role and granted.given_at > :since and (:every or granted.region = any(:regions))
order by granted.given_at desc, granted.id
"""


@dataclass(frozen=True)
class Look:
    """Somebody of another region has looked."""

    account_id: UUID
    name: str
    region: str
    reason: str
    given_at: datetime
    ends_at: datetime


async def looks_at(
    db: AsyncSession, regions: Collection[str], since: datetime, *, every: bool = False
) -> Sequence[Look]:
    """Return the looks at these regions, or at any, the newest first."""
    rows = await run(db, LOOKS, role=ROLE, since=since, every=every, regions=list(regions))
    return [Look(**cast("dict[str, object]", row)) for row in rows.mappings()]  # type: ignore[arg-type]
