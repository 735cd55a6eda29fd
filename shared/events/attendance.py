"""Attendance, block by block."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import Field, NonNegativeInt

from shared.events.fields import REGION, Part
from shared.kernel.contracts import Event

AttendanceState = Literal["present", "late", "partial", "excused", "absent"]


class AttendanceEvent(Event):
    """Facts about the attendance sheet of one session, which is numbered by itself."""

    topic: ClassVar = "registration.registrations"
    source: ClassVar = "/registration"

    session_id: UUID
    region: str = REGION

    @property
    def subject(self) -> str:
        return f"{self.session_id}/attendance"

    @property
    def key(self) -> str:
        return str(self.session_id)


class Mark(Part):
    """One participant's attendance in one block. Pseudonymous, internal."""

    participant_id: UUID
    state: AttendanceState
    minutes: NonNegativeInt = Field(description="minutes of the block that count as attended")


class AttendanceRecorded(AttendanceEvent):
    """Marks of one block, new or corrected; what is not named stays as it was."""

    type: ClassVar = "attendance.recorded.v1"

    block_id: UUID
    marks: list[Mark]


class AttendanceClosed(AttendanceEvent):
    """Every participant with a seat has a mark in every block. Told once; corrections may follow."""

    type: ClassVar = "attendance.closed.v1"
