"""What has become of the messages about a session, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.storage import Participant
from services.registration.reach.domain import Settled, newest_in_vain
from services.registration.storage import Registration, Session
from services.registration.tables import UTC_TIME, Table


class Reach(Table, table=True):
    """How the newest message of a kind went on one channel. It refers to no row: news comes in any order."""

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    template: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    message_id: UUID
    state: str
    reason: str | None = None
    settled_at: datetime = Field(sa_type=UTC_TIME, description="business time")


@dataclass(frozen=True)
class ToCall:
    """Somebody whom no message has reached, and which message it was."""

    participant: Participant
    template: str
    settled_at: datetime


def settled(row: Reach) -> Settled:
    """Return the row as the rules see it."""
    return Settled(**row.model_dump(exclude={"session_id", "participant_id"}))


async def unreached(db: AsyncSession, session_id: UUID) -> Sequence[ToCall]:
    """Return who has, awaits or is offered a seat and must be called, in the order in which they asked for it."""
    session = await db.get(Session, session_id)
    messages: dict[UUID, list[Settled]] = {}
    for row in await db.exec(select(Reach).where(Reach.session_id == session_id)):
        messages.setdefault(row.participant_id, []).append(settled(row))
    query = select(Registration, Participant).join(Participant, col(Participant.id) == Registration.participant_id)
    query = query.where(Registration.session_id == session_id, Registration.state != "withdrawn")
    calls = []
    for registration, participant in await db.exec(query.order_by(col(Registration.place))):
        found = newest_in_vain(messages.get(participant.id, []), session.state, registration.state) if session else None
        if found:
            calls.append(ToCall(participant, *found))
    return calls
