"""What has become of messages: ids, states and sizes, no address and no words."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, PositiveInt

from shared.kernel.contracts import Event


class MessageSettled(Event):
    """A message has left, or never will. Whoever was reached by no channel must be called."""

    topic: ClassVar = "notifications.messages"
    source: ClassVar = "/notifications"
    type: ClassVar = "message.settled.v1"

    message_id: UUID
    participant_id: UUID
    session_id: UUID
    template: str = Field(description="e.g. session.confirmed", pattern=r"^session\.[a-z-]{1,40}$")
    channel: Literal["email", "sms"]
    state: Literal["sent", "ambiguous", "failed", "expired", "suppressed"]
    reason: str | None = Field(default=None, description="class of the reason, e.g. no-address")
    parts: PositiveInt | None = Field(default=None, description="parts of an SMS that was handed over")

    @property
    def subject(self) -> str:
        return str(self.message_id)

    @property
    def key(self) -> str:
        return str(self.participant_id)
