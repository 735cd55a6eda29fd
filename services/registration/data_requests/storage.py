"""Requests about somebody's own data, and what each service has answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests.domain import Channel
from services.registration.people.storage import Participant
from services.registration.tables import UTC_TIME, Table
from shared.events import RequestKind
from shared.kernel.database import run

SHOWN = 200


class DataRequest(Table, table=True):
    """What somebody has asked about their own data, or that the time to keep them is over."""

    __tablename__ = "data_request"
    __table_args__ = (
        CheckConstraint("kind in ('copy', 'erasure', 'retention')", name="kind"),
        Index("uq_data_request_open", "participant_id", "kind", unique=True, postgresql_where=text("done_at is null")),
    )

    id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    kind: RequestKind = Field(sa_type=String)
    channel: Channel | None = Field(default=None, sa_type=String, description="how it was asked")
    received_on: date
    due_on: date
    done_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    version: int = 1

    def is_late(self, today: date) -> bool:
        """Say whether it should have been done by now."""
        return self.done_at is None and today > self.due_on


class DataAnswer(Table, table=True):
    """What one service holds of the person."""

    __tablename__ = "data_answer"

    request_id: UUID = Field(primary_key=True, foreign_key="data_request.id", ondelete="CASCADE")
    service: str = Field(primary_key=True)
    count: int = Field(description="rows")
    rows: list[dict[str, Any]] = Field(sa_type=JSONB, description="of a copy: table and columns of each")
    answered_at: datetime = Field(sa_type=UTC_TIME, description="business time")


@dataclass(frozen=True)
class Line:
    """A request, and the person whom it is about."""

    request: DataRequest
    person: Participant


async def lock(db: AsyncSession, request_id: UUID) -> DataRequest | None:
    """Return the request as it now is; nobody else changes it until this transaction ends."""
    return await db.get(DataRequest, request_id, with_for_update=True, populate_existing=True)


async def open_request(db: AsyncSession, participant_id: UUID, kind: RequestKind) -> DataRequest | None:
    """Return the request of this kind that is not done yet."""
    query = select(DataRequest).where(DataRequest.participant_id == participant_id, DataRequest.kind == kind)
    return (await db.exec(query.where(col(DataRequest.done_at).is_(None)))).first()


async def lines(db: AsyncSession) -> Sequence[Line]:
    """Return requests with whom they are about: those that are open, the most urgent first, then the newest done."""
    query = select(DataRequest, Participant).join(Participant, col(Participant.id) == DataRequest.participant_id)
    open_first = col(DataRequest.done_at).desc().nulls_first()
    query = query.order_by(open_first, col(DataRequest.due_on), col(DataRequest.id)).limit(SHOWN)
    return [Line(*found) for found in await db.exec(query)]


async def of_person(db: AsyncSession, participant_id: UUID) -> Sequence[DataRequest]:
    """Return what was asked about one person, the newest first."""
    query = select(DataRequest).where(DataRequest.participant_id == participant_id)
    return (await db.exec(query.order_by(col(DataRequest.id).desc()))).all()


async def answers(db: AsyncSession, request_id: UUID) -> Sequence[DataAnswer]:
    """Return what services have answered, by their names."""
    query = select(DataAnswer).where(DataAnswer.request_id == request_id).order_by(col(DataAnswer.service))
    return (await db.exec(query)).all()


FORGET_ROWS = """
update data_answer set rows = '[]'
where rows <> '[]' and request_id in (select id from data_request where done_at < :before)"""


async def forget_rows(db: AsyncSession, before: datetime) -> None:
    """Forget what was put together for requests that were done before then; how many rows they were stays."""
    await run(db, FORGET_ROWS, before=before)
