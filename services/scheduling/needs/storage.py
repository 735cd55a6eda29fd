"""Needs assessments and the needs voiced in them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, String, Uuid
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.tables import UTC_TIME, Table
from shared.events import Language


class Assessment(Table, table=True):
    """A day on which organisations of a place said what they need."""

    id: UUID = Field(primary_key=True)
    region: str
    city: str
    held_on: date
    version: int = 1


class Need(Table, table=True):
    """What organisations need, in their words. The words are told once somebody has read and released them."""

    id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.id", index=True)
    place: int = Field(description="0 is the first of its assessment")
    theme: str
    language: Language = Field(sa_type=String)
    wording: str
    voiced_by: list[UUID] = Field(sa_type=ARRAY(Uuid))
    released_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    version: int = Field(default=0, description="how often something was told about it by itself")


async def needs_of(db: AsyncSession, assessment_ids: Collection[UUID]) -> Sequence[Need]:
    """Return what was voiced in these assessments, in the order of each."""
    query = select(Need).where(col(Need.assessment_id).in_(assessment_ids))
    return (await db.exec(query.order_by(col(Need.place)))).all()


async def known_needs(db: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these needs there are."""
    return set((await db.exec(select(Need.id).where(col(Need.id).in_(ids)))).all())


async def latest(db: AsyncSession) -> Sequence[Assessment]:
    """Return all assessments, the last one held first."""
    return (await db.exec(select(Assessment).order_by(col(Assessment.held_on).desc(), col(Assessment.id)))).all()
