"""Read models, made from events alone: each row is as new as the event whose number it carries.

A row may name a thing that has not arrived yet; nothing refers to another table by a constraint.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Uuid, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.domain import Seat, Session
from services.reporting.projector import WhereAndWhen
from shared import outbox
from shared.contracts import Event
from shared.database import new_registry, run
from shared.public_events import PublicEvent


class Table(SQLModel, registry=new_registry()):
    """A table of reporting's own database."""


class ReadModel(Table):
    """What one aggregate was told to be, and how new that is."""

    version: int = Field(description="aggregateversion of the newest event seen")
    told_at: datetime = Field(sa_type=DateTime(timezone=True), description="business time of that event")


class SessionRow(ReadModel, table=True):
    """A session, with its place and dates as they were planned."""

    __tablename__ = "sessions"

    session_id: UUID = Field(primary_key=True)
    region: str
    state: str
    programme_id: UUID | None = None
    city: str | None = None
    seats: int | None = None
    zone: str | None = None
    starts_local: datetime | None = Field(default=None, sa_type=DateTime(timezone=False))
    ends_local: datetime | None = Field(default=None, sa_type=DateTime(timezone=False))
    starts_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ends_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    modules: list[UUID] | None = Field(default=None, sa_type=ARRAY(Uuid))


class SeatRow(ReadModel, table=True):
    """What one participant has in one session."""

    __tablename__ = "seats"

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    region: str
    state: str


class ParticipantRow(ReadModel, table=True):
    """The coarse facts about a participant."""

    __tablename__ = "participants"

    participant_id: UUID = Field(primary_key=True)
    sex: str
    organisation_id: UUID
    first_timer: bool


class OrganisationRow(ReadModel, table=True):
    """A civil-society organisation."""

    __tablename__ = "organisations"

    organisation_id: UUID = Field(primary_key=True)
    kind: str
    region: str


class ProgrammeRow(ReadModel, table=True):
    """A programme and those who pay for it."""

    __tablename__ = "programmes"

    programme_id: UUID = Field(primary_key=True)
    code: str
    donors: list[str] = Field(sa_type=ARRAY(text("").type.__class__))


class ModuleRow(ReadModel, table=True):
    """The newest version of a module."""

    __tablename__ = "modules"

    module_id: UUID = Field(primary_key=True)
    code: str
    module_version: int
    minutes: int
