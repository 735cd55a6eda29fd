"""HTTP: the messages in numbers, by what has become of them."""

from fastapi import APIRouter
from pydantic import BaseModel

from services.notifications.delivery import storage as delivery
from services.notifications.delivery.domain import Delivery
from services.notifications.queue import storage
from services.notifications.queue.domain import State
from shared.events import Channel, MessageKind
from shared.http.access import Db, needs

router = APIRouter(prefix="/api/v1", tags=["messages"])


class MessageCount(BaseModel):
    """How many messages of one template stand in one state."""

    state: State
    template: MessageKind
    channel: Channel
    count: int
    parts: int  # of SMS, as they are charged


class DeliveryCount(BaseModel):
    """Of how many messages that were handed over providers say this."""

    delivery: Delivery
    reason: str | None
    channel: Channel
    count: int


class MessagesAnswer(BaseModel):
    """All messages ever intended; what has no receipt is in no line of `deliveries`."""

    total: int
    parts: int
    messages: list[MessageCount]
    deliveries: list[DeliveryCount]


@router.get("/messages", dependencies=[needs("messages.read")])
async def read_messages(db: Db) -> MessagesAnswer:
    """Return how many messages stand in each state; no message, and nobody, is named."""
    counts = [MessageCount.model_validate(row) for row in await storage.count(db)]
    total, parts = sum(line.count for line in counts), sum(line.parts for line in counts)
    told = [DeliveryCount.model_validate(row) for row in await delivery.count(db)]
    return MessagesAnswer(total=total, parts=parts, messages=counts, deliveries=told)
