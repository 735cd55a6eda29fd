"""Lists on their way, the verdicts on their rows, and which rows were taken over before."""

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, LargeBinary, String, delete, func, or_, text
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import aliased, defer
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.parsing.headings import Column
from services.registration.imports.reading.sheet import Sheet
from services.registration.people.domain import OrganisationKind
from services.registration.tables import UTC_TIME, Table

KEPT_DAYS = 7
# unclear: columns must be named first; checked: the dry run is there; confirmed: being carried out;
# failed: it ended the process several times, and is left for a person to look at.
State = Literal["unclear", "checked", "confirmed", "done", "failed"]
RECENT = 50
OF_CELLS = ("rows", "rtl", "name", "unread")  # as the release before reads them
LEASE = timedelta(seconds=15)  # a chunk takes a second


class PeopleImport(Table, table=True):
    """A list that was sent. Its file name and its cells are nowhere else, and go with this row. Machine time."""

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint("state in ('unclear', 'checked', 'confirmed', 'done', 'failed')", name="state"),
        CheckConstraint("done between 0 and total", name="done"),
        Index("ix_people_import_confirmed", "id", postgresql_where=text("state = 'confirmed'")),
    )

    id: UUID = Field(primary_key=True)
    state: State = Field(default="unclear", sa_type=String)
    file_name: str
    session_id: UUID | None = Field(default=None, foreign_key="session.id")
    region: str | None = None
    # how far whoever sent or confirmed it may see, and so how far the work on it sees
    reach: dict[str, str] = Field(default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"})
    kind: OrganisationKind = Field(default="association", sa_type=String)
    cells: bytes = Field(sa_type=LargeBinary, description="the sheet as JSON, deflated")
    beside: bytes | None = Field(default=None, sa_type=LargeBinary, description="what the release before did not read")
    choices: dict[str, Any] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}, description="see choices.py"
    )
    heading_row: int = Field(default=0, description="the first row of the file is 0")
    columns: dict[Column, int] = Field(default_factory=dict, sa_type=JSONB)
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSONB)
    new_organisations: list[str] = Field(default_factory=list, sa_type=JSONB, sa_column_kwargs={"name": "associations"})
    asked: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": "[]"}, description="see lookalikes.py"
    )
    answers: dict[str, dict[str, str]] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}, description="see answers.py"
    )
    remembered: bool = Field(
        default=False, sa_column_kwargs={"server_default": "false"}, description="columns as chosen for such headings"
    )
    total: int = 0
    done: int = 0
    created_at: datetime = Field(sa_type=UTC_TIME)
    ended_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    leased_by: str | None = None
    leased_until: datetime | None = Field(default=None, sa_type=UTC_TIME)
    tries: int = Field(default=0, description="since the last rows that went well")

    @property
    def sheet(self) -> Sheet:
        """Return the list as it was read."""
        beside = json.loads(zlib.decompress(self.beside)) if self.beside else {}
        return Sheet(**json.loads(zlib.decompress(self.cells)), **beside, choices=self.choices)


class ImportRow(Table, table=True):
    """What the dry run said of a row, and what then was done. Of what the row says it repeats what changes somebody."""

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint("verdict in ('new', 'changed', 'unchanged', 'problem')", name="verdict"),
        CheckConstraint("outcome in ('new', 'changed', 'unchanged', 'problem')", name="outcome"),
    )

    import_id: UUID = Field(primary_key=True, foreign_key="people_import.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, description="of the row in the file; the first is 1")
    verdict: str
    outcome: str | None = None
    seat: str | None = Field(default=None, description="take, has, withdrew or refused; then what was taken")
    problems: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    changes: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": "[]"}, description="column, old, new"
    )
    notes: list[dict[str, Any]] = Field(
        default_factory=list,
        sa_type=JSONB,
        sa_column_kwargs={"server_default": "[]"},
        description="what is told beside what was done, as a problem is",
    )
    same_as: int | None = Field(default=None, description="the row of the same person, with which this one is taken")


class RowTaken(Table, table=True):
    """A row that was taken over, by its fingerprint, and who it is: the same row again changes nothing."""

    __tablename__ = "row_taken"
    __table_args__ = (
        Index("uq_row_taken", "fingerprint", "session_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    session_id: UUID | None = Field(default=None, foreign_key="session.id")
    participant_id: UUID = Field(foreign_key="participant.id", ondelete="CASCADE", index=True)


def packed(sheet: Sheet) -> bytes:
    """Return the cells as `PeopleImport.cells` keeps them."""
    return _deflated({name: told for name, told in sheet.as_json().items() if name in OF_CELLS})


def packed_beside(sheet: Sheet) -> bytes:
    """Return what the file says beside them, as `PeopleImport.beside` keeps it."""
    return _deflated({name: told for name, told in sheet.as_json().items() if name not in {*OF_CELLS, "choices"}})


def _deflated(told: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(told, ensure_ascii=False).encode())


async def lock(db: AsyncSession, import_id: UUID) -> PeopleImport | None:
    """Return the import as it now is; nobody else changes it until this transaction ends."""
    return await db.get(PeopleImport, import_id, with_for_update=True, populate_existing=True)


async def recent(db: AsyncSession) -> Sequence[PeopleImport]:
    """Return the newest imports, the newest first, without their cells."""
    heavy: Any = (PeopleImport.cells, PeopleImport.beside)  # the ORM's view of them, which the annotations hide
    query = select(PeopleImport).options(*map(defer, heavy)).order_by(col(PeopleImport.id).desc()).limit(RECENT)
    return (await db.exec(query)).all()


async def rows(db: AsyncSession, import_id: UUID) -> Sequence[ImportRow]:
    """Return what is known of the rows, in their order."""
    query = select(ImportRow).where(ImportRow.import_id == import_id).order_by(col(ImportRow.number))
    return (await db.exec(query)).all()


async def told_of(db: AsyncSession, import_id: UUID) -> Sequence[ImportRow]:
    """Return the rows of which there is a problem or a note, in their order."""
    told = or_(func.jsonb_array_length(ImportRow.problems) > 0, func.jsonb_array_length(ImportRow.notes) > 0)
    query = select(ImportRow).where(ImportRow.import_id == import_id, told)
    return (await db.exec(query.order_by(col(ImportRow.number)))).all()


async def taken_in(db: AsyncSession, import_id: UUID, limit: int) -> Sequence[ImportRow]:
    """Return the first rows that are taken in, or were."""
    kind = func.coalesce(ImportRow.outcome, ImportRow.verdict)
    query = select(ImportRow).where(ImportRow.import_id == import_id, kind != "problem")
    return (await db.exec(query.order_by(col(ImportRow.number)).limit(limit))).all()


async def with_changes(db: AsyncSession, import_id: UUID, limit: int) -> Sequence[ImportRow]:
    """Return the first rows that change somebody, in their order."""
    query = select(ImportRow).where(ImportRow.import_id == import_id, func.jsonb_array_length(ImportRow.changes) > 0)
    return (await db.exec(query.order_by(col(ImportRow.number)).limit(limit))).all()


async def result(db: AsyncSession, import_id: UUID) -> Counter[str]:
    """Return how many rows have ended how so far, and with which seat."""
    ended = select(ImportRow.outcome, ImportRow.seat, func.count()).where(
        ImportRow.import_id == import_id, col(ImportRow.outcome).is_not(None)
    )
    found: Counter[str] = Counter()
    for outcome, seat, count in await db.exec(ended.group_by(col(ImportRow.outcome), col(ImportRow.seat))):
        for word in (outcome, seat):
            found[word or ""] += count
    del found[""]
    return found


async def pending(db: AsyncSession, import_id: UUID, limit: int) -> Sequence[ImportRow]:
    """Return the next rows with which nothing has been done; those that go with another row are left to the end."""
    query = select(ImportRow).where(ImportRow.import_id == import_id, col(ImportRow.outcome).is_(None))
    query = query.where(col(ImportRow.same_as).is_(None))
    return (await db.exec(query.order_by(col(ImportRow.number)).limit(limit))).all()


async def going_with_others(db: AsyncSession, import_id: UUID) -> Sequence[tuple[ImportRow, str]]:
    """Return each row that goes with another and is not settled, and what was done with that one."""
    other = aliased(ImportRow)
    query = (
        select(ImportRow, other.outcome)
        .join(other, (col(other.import_id) == ImportRow.import_id) & (col(other.number) == ImportRow.same_as))
        .where(ImportRow.import_id == import_id, col(ImportRow.outcome).is_(None))
    )
    return [(row, outcome or "problem") for row, outcome in await db.exec(query)]


async def replace_rows(db: AsyncSession, import_id: UUID, verdicts: Sequence[Mapping[str, Any]]) -> None:
    """Keep these verdicts instead of those before."""
    await db.exec(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
    if verdicts:
        await (await db.connection()).execute(insert(ImportRow), list(verdicts))


async def keep_taken(db: AsyncSession, taken: Iterable[Mapping[str, Any]]) -> None:
    """Remember these rows; one that was taken over before is remembered as it was."""
    if values := list(taken):
        await (await db.connection()).execute(insert(RowTaken).on_conflict_do_nothing(), values)


async def forget_taken(db: AsyncSession, people: Sequence[UUID], session_id: UUID | None) -> None:
    """Forget the rows that were taken over for these people into the session, or into none."""
    here = col(RowTaken.session_id).is_not_distinct_from(session_id)
    if people:
        await db.exec(delete(RowTaken).where(col(RowTaken.participant_id).in_(people), here))


async def claim(db: AsyncSession, name: str) -> PeopleImport | None:
    """Lease a confirmed import that nobody is carrying out, or that was our own before we died."""
    until = col(PeopleImport.leased_until)
    jumped = until > func.now() + 2 * LEASE  # dated by a clock that has jumped
    free = or_(until.is_(None), until < func.now(), jumped, col(PeopleImport.leased_by) == name)
    query = select(PeopleImport).where(PeopleImport.state == "confirmed", free).order_by(col(PeopleImport.id))
    found = (await db.exec(query.limit(1).with_for_update(skip_locked=True))).first()
    if found:
        found.leased_by = name
        found.tries += 1
        renew(found)
    return found


def renew(people_import: PeopleImport) -> None:
    """Keep the lease; who is not heard of for so long has lost it."""
    people_import.leased_until = func.now() + LEASE  # type: ignore[assignment] # the database's own clock


async def forget(db: AsyncSession, before: datetime) -> int:
    """Remove the lists that ended, or were sent and left alone, before then; return how many."""
    old = func.coalesce(col(PeopleImport.ended_at), col(PeopleImport.created_at)) < before
    gone = delete(PeopleImport).where(old, col(PeopleImport.state) != "confirmed").returning(col(PeopleImport.id))
    return len((await db.exec(gone)).all())
