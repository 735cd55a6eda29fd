"""Door 1: what has become of messages, in numbers."""

from fastapi import APIRouter
from pydantic import BaseModel

from services.notifications import storage
from services.notifications.domain import Channel, State, Template
from shared.http import Db, needs

router = APIRouter(prefix="/api/v1", tags=["messages"])


class MessageCount(BaseModel):
    """How many messages of one template stand in one state."""

    state: State
    template: Template
    channel: Channel
    count: int


class MessagesAnswer(BaseModel):
    """All messages ever intended."""

    total: int
    messages: list[MessageCount]


@router.get("/messages", dependencies=[needs("messages.read")])
async def read_messages(db: Db) -> MessagesAnswer:
    """Return how many messages stand in each state; no message, and nobody, is named."""
    counts = [MessageCount.model_validate(row) for row in await storage.count_intents(db)]
    return MessagesAnswer(total=sum(line.count for line in counts), messages=counts)
