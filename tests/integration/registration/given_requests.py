"""Beginnings of tests about somebody's own data."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx2

from services.registration.people.storage import Participant
from shared.kernel.database import Database

TODAY = date(2017, 7, 3)
AGREES = {"purpose": "messages", "given": True, "language": "fr", "channel": "spoken"}


async def filed(api: httpx2.AsyncClient, participant_id: UUID, kind: str) -> str:
    """File a request on the day; return its id."""
    asked = {"kind": kind, "channel": "paper", "received_on": str(TODAY)}
    answer = await api.post(f"/participants/{participant_id}/requests", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def forgotten(api: httpx2.AsyncClient, participant_id: UUID) -> httpx2.Response:
    """Ask that the person is forgotten, and carry it out."""
    return await api.post(f"/requests/{await filed(api, participant_id, 'erasure')}/erase")


async def said_about(api: httpx2.AsyncClient, participant_id: UUID, **changes: Any) -> httpx2.Response:
    """Keep what the person says."""
    return await api.post(f"/participants/{participant_id}/consents", json=AGREES | changes)


async def stored(database: Database, participant_id: UUID) -> Participant:
    """Return the person as they are kept."""
    async with database.sessions() as db:
        return await db.get_one(Participant, participant_id)
