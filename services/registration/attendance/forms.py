"""Requests and answers about attendance."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from services.registration.attendance.domain import Marked, minutes_late
from services.registration.attendance.storage import Attendance
from services.registration.seats.storage import Block, Session
from shared.events import AttendanceState
from shared.http.requests import Form

LONGEST_BLOCK = 24 * 60

Minutes = Annotated[int | None, Field(ge=0, le=LONGEST_BLOCK, strict=True)]


class MarkForm(Form):
    """One participant's mark. Of who came late it says how late, of who was there for a part how long."""

    participant_id: UUID
    state: AttendanceState
    minutes: Minutes = Field(default=None, description="present, of who was there for a part of the block")
    minutes_late: Minutes = Field(default=None, description="of who came late; without them the whole block counts")


class MarksForm(Form):
    """Marks of one block, new or corrected; what is not named stays as it was."""

    marks: list[MarkForm] = Field(min_length=1, max_length=500)

    def marked(self) -> list[Marked]:
        """Return the marks as the rules see them."""
        return [Marked(**mark.model_dump()) for mark in self.marks]


class CloseForm(Form):
    """That a sheet is complete; `nobody_came` where nobody is marked as present."""

    nobody_came: bool = False


class MarkView(BaseModel):
    """One participant's mark, with the minutes that count as attended, and by how much who came late was late."""

    participant_id: UUID
    state: str
    minutes: int
    minutes_late: int | None


class BlockView(BaseModel):
    """One block and its marks."""

    id: UUID
    module_id: UUID
    module_version: int
    starts_at: datetime
    ends_at: datetime
    minutes: int
    marks: list[MarkView]


class AttendanceView(BaseModel):
    """The sheet of a session; `missing` counts the marks without which it cannot be closed, in blocks ahead too."""

    session_id: UUID
    closed_at: datetime | None
    missing: int
    blocks: list[BlockView]


def attendance_view(
    session: Session, blocks: Iterable[Block], marks: Iterable[Attendance], missing: int
) -> AttendanceView:
    """Show the sheet, block by block."""
    by_block: dict[UUID, list[Attendance]] = {}
    for mark in marks:
        by_block.setdefault(mark.block_id, []).append(mark)
    shown = [block_view(block, by_block.get(block.id, [])) for block in blocks]
    return AttendanceView(session_id=session.id, closed_at=session.attendance_closed_at, missing=missing, blocks=shown)


def block_view(block: Block, marks: Iterable[Attendance]) -> BlockView:
    """Show one block's sheet, in an order that stays."""
    in_order = sorted(marks, key=lambda mark: mark.participant_id)
    return BlockView(**block.model_dump(), marks=[_mark_view(mark, block.minutes) for mark in in_order])


def _mark_view(mark: Attendance, whole: int) -> MarkView:
    late = minutes_late(mark.state, mark.minutes, whole)
    return MarkView(participant_id=mark.participant_id, state=mark.state, minutes=mark.minutes, minutes_late=late)
