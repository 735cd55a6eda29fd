"""The bare way to take a seat: FastAPI, asyncpg and the one statement; no caller, no rules, no second try.

Usage: python -m benchmarks.bare <database url> <port>
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvicorn
from fastapi import FastAPI, Request
from pydantic import BaseModel

from services.registration.seats.taking import TAKE
from shared.fast import by_number
from shared.kernel.clock import machine_now
from shared.kernel.database import WHOLE

BY_NUMBER, NAMES = by_number(TAKE)
EVENT = json.dumps({"type": "participant.registered.v1", "source": "registration", "data": {"offered": 0}})


class Asked(BaseModel):
    """Who wants a seat."""

    participant_id: UUID


def app_on(url: str) -> FastAPI:
    """Return the app, which opens its own connections."""

    @asynccontextmanager
    async def connected(app: FastAPI) -> AsyncIterator[None]:
        async with asyncpg.create_pool(url, server_settings=WHOLE, min_size=20, max_size=20) as app.state.pool:
            yield

    app = FastAPI(lifespan=connected)

    @app.post("/sessions/{session_id}/registrations", status_code=201)
    async def register(request: Request, session_id: UUID, asked: Asked) -> dict[str, Any]:
        id_ = uuid4()
        values: dict[str, Any] = {
            "id": id_,
            "session_id": session_id,
            "participant_id": asked.participant_id,
            "event_id": uuid4(),
            "now": machine_now(),
            "topic": "bench",
            "key": str(session_id),
            "registered": EVENT,
            "waitlisted": EVENT,
        }
        state = await request.app.state.pool.fetchval(BY_NUMBER, *(values[name] for name in NAMES))
        return {"id": id_, "state": state}

    return app


if __name__ == "__main__":
    uvicorn.run(app_on(sys.argv[1]), port=int(sys.argv[2]), log_level="error")
