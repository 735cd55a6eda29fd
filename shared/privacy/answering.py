"""Answering a request about somebody's data: each service says what it holds when it hears of one."""

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import DataAnswered, DataRequested
from shared.kernel import outbox
from shared.kernel.messaging import EventHandler
from shared.privacy.held import held_by


def answering(service: str) -> EventHandler:
    """Return the handler of a service's requests."""

    async def answer(event: DataRequested, db: AsyncSession) -> None:
        """Say which rows are about the person; where somebody is forgotten, how many."""
        if event.done:
            return
        rows = await held_by(db, service, event.participant_id)
        told = rows if event.kind == "copy" else []
        about = {"request_id": event.request_id, "participant_id": event.participant_id}
        outbox.publish(db, DataAnswered(service=service, count=len(rows), rows=told, **about), version=1)

    return answer
