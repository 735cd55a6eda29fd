"""Recommendations with their words, and feedback without its givers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.tables import UTC_TIME, Table
from shared.events import Language


class Recommendation(Table, table=True):
    """What participants recommend for their region; its words leave when somebody has read and released them."""

    __table_args__ = (
        CheckConstraint("language in ('fr', 'ar')", name="language"),
        CheckConstraint("(released_at is null) = (released_by is null)", name="released"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id", index=True)
    theme: str
    language: Language = Field(sa_type=String)
    wording: str
    recorded_at: datetime = Field(sa_type=UTC_TIME, description="business time")
    recorded_by: str = Field(description="caller, no person")
    released_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    released_by: str | None = None
    version: int = 1


class FeedbackGiver(Table, table=True):
    """Who has given feedback, so that nobody gives it twice; not what was said."""

    __tablename__ = "feedback_giver"

    session_id: UUID = Field(primary_key=True, foreign_key="session.id")
    participant_id: UUID = Field(primary_key=True, foreign_key="participant.id")


class Feedback(Table, table=True):
    """What somebody who was there has said; not who, and not when."""

    __table_args__ = (
        CheckConstraint("usefulness between 1 and 5", name="usefulness"),
        CheckConstraint("method between 1 and 5", name="method"),
        CheckConstraint("organisation between 1 and 5", name="organisation"),
    )

    id: UUID = Field(primary_key=True, description="random: it does not tell when it was made")
    session_id: UUID = Field(foreign_key="session.id", index=True)
    usefulness: int
    method: int
    organisation: int
    comment: str | None = None


async def recommendations(db: AsyncSession, session_id: UUID) -> Sequence[Recommendation]:
    """Return what was recommended in the session, the oldest first."""
    query = select(Recommendation).where(Recommendation.session_id == session_id)
    return (await db.exec(query.order_by(col(Recommendation.id)))).all()


async def feedback(db: AsyncSession, session_id: UUID) -> Sequence[Feedback]:
    """Return what was said of the session, in an order that tells nothing."""
    query = select(Feedback).where(Feedback.session_id == session_id)
    return (await db.exec(query.order_by(col(Feedback.id)))).all()


async def givers(db: AsyncSession, session_id: UUID) -> set[UUID]:
    """Return who has given feedback on the session."""
    return set(await db.exec(select(FeedbackGiver.participant_id).where(FeedbackGiver.session_id == session_id)))
