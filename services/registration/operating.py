"""For operators: how many people are to be called, because no message has reached them."""

from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery.storage import Reach, unreached
from services.registration.seats.storage import Session


async def people_to_call(db: AsyncSession, business: datetime) -> int:
    """Return how many people of sessions that are not over no message has reached."""
    told = select(Reach.session_id).where(Reach.state != "sent")
    ahead = col(Session.ends_at) > business
    sessions = (await db.exec(select(Session.id).where(ahead, col(Session.id).in_(told)))).all()
    return sum([len(await unreached(db, session)) for session in sessions])
