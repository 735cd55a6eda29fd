"""Requests about somebody's own data: who asks for a copy, or to be forgotten, by id; and what each service holds."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, NonNegativeInt

from shared.events.fields import Part
from shared.events.of_each import OfEach
from shared.kernel.contracts import Event

RequestKind = Literal["copy", "erasure", "retention"]


class DataRequested(Event):
    """A request about somebody's data as it now stands, whole. Each service answers one that is open."""

    topic: ClassVar = "registration.requests"
    source: ClassVar = "/registration"
    type: ClassVar = "data.requested.v1"

    request_id: UUID
    participant_id: UUID = Field(description="random; whose it is, registration alone knows")
    kind: RequestKind = Field(description="retention: nobody asked, the time to keep them is over")
    received_on: date = Field(description="the day on which it was asked")
    due_on: date = Field(description="the last day on which it may be done")
    done: bool

    @property
    def subject(self) -> str:
        return str(self.request_id)


class HeldRow(Part):
    """A row that a service holds of somebody, as far as it is about the person: no name, no contact, no free text."""

    table: str
    columns: dict[str, str] = Field(description="column → what stands there, as text")


class DataAnswered(OfEach):
    """What one service holds of somebody. Each service says it of its own; registration's part never travels."""

    topic: ClassVar = "data.answers"
    source: ClassVar = "/data/{service}"
    type: ClassVar = "data.answered.v1"

    request_id: UUID
    participant_id: UUID
    count: NonNegativeInt = Field(description="rows that are about the person")
    rows: list[HeldRow] = Field(description="those rows, where a copy is asked for; none where somebody is forgotten")

    @property
    def subject(self) -> str:
        return f"{self.request_id} {self.service}"

    @property
    def key(self) -> str:
        return str(self.request_id)
