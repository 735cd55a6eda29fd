"""Kinds of message; and messages that have come to an end: ids, states and sizes, no address and no words."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, PositiveInt

from shared.kernel.contracts import Event

# Every kind of message there is. What is true of each stands in its record: services/notifications/queue/kinds.py.
MessageKind = Literal[
    "session.confirmed",
    "session.waiting",
    "session.offered",
    "session.promoted",
    "session.withdrawn",
    "session.lapsed",
    "session.changed",
    "session.cancelled",
    "session.reminder",
]
Channel = Literal["email", "sms"]


class MessageEvent(Event):
    """Facts about one message, which are numbered together."""

    topic: ClassVar = "notifications.messages"
    source: ClassVar = "/notifications"

    message_id: UUID
    participant_id: UUID
    session_id: UUID
    template: str = Field(description="e.g. session.confirmed", pattern=r"^[a-z]{1,20}\.[a-z-]{1,40}$")
    channel: Channel

    @property
    def subject(self) -> str:
        return str(self.message_id)

    @property
    def key(self) -> str:
        return str(self.participant_id)


class MessageSettled(MessageEvent):
    """A message has left, or never will. Whoever was reached by no channel must be called."""

    type: ClassVar = "message.settled.v1"

    state: Literal["sent", "ambiguous", "failed", "expired", "suppressed"]
    reason: str | None = Field(default=None, description="class of the reason, e.g. no-address")
    parts: PositiveInt | None = Field(default=None, description="parts of an SMS that was handed over")


class MessageReceipted(MessageEvent):
    """Whoever carried a message says what became of it, or has said nothing for so long that nobody waits for it."""

    type: ClassVar = "message.receipted.v1"

    state: Literal["delivered", "undelivered", "unconfirmed"]
    reason: str | None = Field(default=None, description="class of the reason, e.g. unknown-number")
