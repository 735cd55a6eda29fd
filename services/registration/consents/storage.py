"""Consents: each thing that somebody has said, one after the other; the newest counts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.consents.domain import Channel, Purpose
from services.registration.tables import UTC_TIME, Table
from shared.events import Language


class Consent(Table, table=True):
    """What somebody has said to one purpose. Nothing is changed: who says something else gets another row."""

    __table_args__ = (
        CheckConstraint("purpose in ('messages', 'further-trainings')", name="purpose"),
        CheckConstraint("language in ('fr', 'ar')", name="language"),
        Index("ix_consent_participant_id", "participant_id", "purpose", "id"),
    )

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id")
    purpose: Purpose = Field(sa_type=String)
    given: bool = Field(description="false: refused, or taken back")
    words: int = Field(description="number of the words that were read: consents/words.toml")
    language: Language = Field(sa_type=String, description="in which they were read")
    channel: Channel = Field(sa_type=String)
    at: datetime = Field(sa_type=UTC_TIME, description="business time")


async def said_by(db: AsyncSession, participant_id: UUID) -> Sequence[Consent]:
    """Return all that somebody has said, the newest first."""
    query = select(Consent).where(Consent.participant_id == participant_id).order_by(col(Consent.id).desc())
    return (await db.exec(query)).all()


def newest(said: Sequence[Consent]) -> Mapping[str, Consent]:
    """Return purpose → what counts, out of what `said_by` returned."""
    return {one.purpose: one for one in reversed(said)}
