"""Forgetting staff: two years after an account has ended, nobody knows whose it was; what it did stays, by its id."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people import storage
from shared.privacy.declared import retentions


async def forget_ended(db: AsyncSession, now: datetime) -> None:
    """Take name, e-mail and ways in from accounts that ended so long ago."""
    await storage.forget_ended(db, now, retentions()["staff"].length["months"])
