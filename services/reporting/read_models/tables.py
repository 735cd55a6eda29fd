"""Read models, made from events alone: each row is as new as the event whose number it carries, and names that event.

A row may name a thing that has not arrived yet; nothing refers to another table by a constraint. Rows from before the
second migration do not name their event until they are built anew.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, String, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from shared.kernel.database import new_registry


class Table(SQLModel, registry=new_registry()):
    """A table of reporting's own database."""


class ReadModel(Table):
    """What one aggregate was told to be, and how new that is."""

    version: int = Field(description="aggregateversion of the newest event seen")
    told_at: datetime = Field(sa_type=DateTime(timezone=True), description="business time of that event")
    event_id: UUID | None = None
    event_type: str | None = None


def columns(table: type[ReadModel], of: str) -> str:
    """Return the names of its columns, for a query in which it is called `of`.

    An asterisk means something else once the next release has added a column, and Postgres then refuses a statement
    that is prepared already.
    """
    return ", ".join(f"{of}.{name}" for name in table.model_fields)


class SessionRow(ReadModel, table=True):
    """Where a session stands: planned, open, completed or cancelled; and the modules of its newest plan."""

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
    blocks: list[dict[str, Any]] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    plan_version: int = Field(
        default=0,
        sa_column_kwargs={"server_default": "0"},
        description="aggregateversion of the newest plan; the state has its own",
    )
    plan_told_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    plan_event_id: UUID | None = None
    plan_event_type: str | None = None
    city_ar: str | None = None


class SeatRow(ReadModel, table=True):
    """What one participant has in one session."""

    __tablename__ = "seats"

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    region: str
    state: str


class MarkRow(ReadModel, table=True):
    """One participant's attendance in one block."""

    __tablename__ = "marks"

    session_id: UUID = Field(primary_key=True)
    block_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    region: str
    state: str
    minutes: int


class ClosingRow(ReadModel, table=True):
    """An attendance sheet without a gap."""

    __tablename__ = "closings"

    session_id: UUID = Field(primary_key=True)
    region: str


class TellingRow(ReadModel, table=True):
    """What public events have told last of the people of a session, and how often: registered, attended."""

    __tablename__ = "tellings"

    session_id: UUID = Field(primary_key=True)
    what: str = Field(primary_key=True)
    people: int
    number: int


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
    """A programme, those who pay for it, and how it counts for each of them."""

    __tablename__ = "programmes"

    programme_id: UUID = Field(primary_key=True)
    code: str
    donors: list[str] = Field(sa_type=ARRAY(String))
    attribution: str = Field(default="full", sa_column_kwargs={"server_default": "full"})
    donor_names: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": "[]"}
    )


class ModuleRow(ReadModel, table=True):
    """A module as its newest version says."""

    __tablename__ = "modules"

    module_id: UUID = Field(primary_key=True)
    code: str
    module_version: int
    minutes: int


class ModuleVersionRow(ReadModel, table=True):
    """One version of a module, and the voiced needs that it answers."""

    __tablename__ = "module_versions"

    module_id: UUID = Field(primary_key=True)
    module_version: int = Field(primary_key=True)
    code: str
    minutes: int
    title_fr: str | None = None
    title_ar: str | None = None
    answers: list[UUID] = Field(sa_type=ARRAY(Uuid))


class AssessmentRow(ReadModel, table=True):
    """A needs assessment with the needs voiced in it: id, theme and who voiced them."""

    __tablename__ = "assessments"

    assessment_id: UUID = Field(primary_key=True)
    region: str
    city: str
    held_on: date
    needs: list[dict[str, Any]] = Field(sa_type=JSONB)


class NeedWordsRow(ReadModel, table=True):
    """The released words of a need; none once they are withdrawn."""

    __tablename__ = "need_words"

    need_id: UUID = Field(primary_key=True)
    assessment_id: UUID
    region: str
    theme: str
    language: str
    wording: str


class RecommendationRow(ReadModel, table=True):
    """A recommendation made in a session; its words once they are released. One that was removed has no theme."""

    __tablename__ = "recommendations"

    recommendation_id: UUID = Field(primary_key=True)
    session_id: UUID
    region: str
    theme: str
    language: str | None = None
    wording: str | None = None


class FeedbackRow(ReadModel, table=True):
    """One answer to the questions after a session."""

    __tablename__ = "feedback"

    feedback_id: UUID = Field(primary_key=True)
    session_id: UUID
    region: str
    usefulness: int
    method: int
    organisation: int


class MessageRow(ReadModel, table=True):
    """What has become of one message."""

    __tablename__ = "messages"

    message_id: UUID = Field(primary_key=True)
    participant_id: UUID
    session_id: UUID
    template: str
    channel: str
    state: str
    reason: str | None = None
    parts: int | None = None


READ_MODELS: tuple[type[ReadModel], ...] = tuple(ReadModel.__subclasses__())
