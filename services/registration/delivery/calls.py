"""Calls to make, since no message has reached somebody: told on the page of today, counted for the operator."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery.storage import ToCall, missed_sessions, people_to_call, unreached
from services.registration.seats.storage import Session
from shared.kernel import clock
from shared.service.running import Parts

COUNT_EVERY_S = 60.0


@dataclass(frozen=True)
class Calls:
    """Who of a session's people no message has reached."""

    session: Session
    people: Sequence[ToCall]


async def to_call(db: AsyncSession, now: datetime) -> list[Calls]:
    """Return whom to call before the day, be it to say that the session is cancelled; the nearest session first."""
    sessions = await missed_sessions(db, now)
    found = [Calls(session, await unreached(db, session.id)) for session in sessions]
    return [calls for calls in found if calls.people]


async def count_unreached(parts: Parts) -> None:
    """Tell the operator how many they are, never who."""
    number = parts.metrics.gauge("people_unreached", "People whom no message has reached")
    while True:
        async with parts.database.sessions() as db:
            number.set(await people_to_call(db, clock.now(db)))
        await asyncio.sleep(COUNT_EVERY_S)
