"""Events heard: none of the business. Services tell which programs come; accounts are told from here."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.programs import actions
from shared.events import KeyUsed
from shared.kernel.messaging import Handlers

on = Handlers(consumer="access")


@on(KeyUsed)
async def note_use(event: KeyUsed, db: AsyncSession) -> None:
    """Whoever answers for the program sees when it last came."""
    await actions.note_use(db, event)
