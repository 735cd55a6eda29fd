"""Attendance, block by block, and the queries on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String, and_
from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.domain import WAS_THERE
from services.registration.seats.storage import Block, Registration
from services.registration.tables import UTC_TIME, Table
from shared.events import AttendanceState


class Attendance(Table, table=True):
    """One participant's mark in one block, as it stands now."""

    __table_args__ = (
        CheckConstraint("state in ('present', 'late', 'partial', 'excused', 'absent')", name="state"),
        CheckConstraint("minutes >= 0 and (minutes = 0) = (state in ('excused', 'absent'))", name="minutes"),
    )

    session_id: UUID = Field(primary_key=True, foreign_key="session.id")
    block_id: UUID = Field(primary_key=True, foreign_key="block.id")
    participant_id: UUID = Field(primary_key=True, foreign_key="participant.id")
    state: AttendanceState = Field(sa_type=String)
    minutes: int = Field(description="of the block, that count as attended")
    recorded_at: datetime = Field(sa_type=UTC_TIME, description="business time")


async def marks(db: AsyncSession, session_id: UUID) -> Sequence[Attendance]:
    """Return all marks of the session."""
    query = select(Attendance).where(Attendance.session_id == session_id)
    return (await db.exec(query.order_by(col(Attendance.block_id), col(Attendance.participant_id)))).all()


async def marks_of_block(db: AsyncSession, session_id: UUID, block_id: UUID) -> dict[UUID, Attendance]:
    """Return the block's marks by participant."""
    query = select(Attendance).where(Attendance.session_id == session_id, Attendance.block_id == block_id)
    return {mark.participant_id: mark for mark in await db.exec(query.execution_options(populate_existing=True))}


async def with_seat(db: AsyncSession, session_id: UUID) -> set[UUID]:
    """Return who has a seat in the session."""
    query = select(Registration.participant_id).where(
        Registration.session_id == session_id, Registration.state == "registered"
    )
    return set(await db.exec(query))


async def missing(db: AsyncSession, session_id: UUID, begun_by: datetime | None = None) -> int:
    """Return how many marks are missing: one in every block, or every block begun by then, for all who have a seat."""
    counted = [] if begun_by is None else [col(Block.starts_at) <= begun_by]
    mark = and_(
        col(Attendance.session_id) == Registration.session_id,
        col(Attendance.block_id) == Block.id,
        col(Attendance.participant_id) == Registration.participant_id,
    )
    query = (
        select(func.count())
        .select_from(Registration)
        .join(Block, col(Block.session_id) == Registration.session_id)
        .outerjoin(Attendance, mark)
        .where(
            Registration.session_id == session_id,
            Registration.state == "registered",
            col(Attendance.participant_id).is_(None),
            *counted,
        )
    )
    return (await db.exec(query)).one()


async def was_there(db: AsyncSession, session_id: UUID, participant_id: UUID) -> bool:
    """Say whether the participant was there in at least one block, be it for a part."""
    query = select(Attendance.block_id).where(
        Attendance.session_id == session_id,
        Attendance.participant_id == participant_id,
        col(Attendance.state).in_(WAS_THERE),
    )
    return (await db.exec(query.limit(1))).first() is not None


async def marked_blocks(db: AsyncSession, session_id: UUID) -> set[UUID]:
    """Return the blocks in which somebody is marked."""
    query = select(Attendance.block_id).where(Attendance.session_id == session_id).distinct()
    return set(await db.exec(query))


async def anybody_there(db: AsyncSession, session_id: UUID) -> bool:
    """Say whether somebody was there in at least one block."""
    query = select(Attendance.block_id).where(Attendance.session_id == session_id, col(Attendance.state).in_(WAS_THERE))
    return (await db.exec(query.limit(1))).first() is not None
