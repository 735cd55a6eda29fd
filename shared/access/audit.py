"""Audit: a row for each command and each look at what people have told, in its own transaction; ids, and no words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, Index, String, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import roles
from shared.access.caller import Caller
from shared.access.reach import Reach
from shared.fast import fetch_fast
from shared.kernel.clock import machine_now
from shared.kernel.database import KernelTable, run

SUBJECTS = "subjects"  # in `info` of a session: whom the request turned out to be about
PAGE = 100


class Audited(KernelTable, table=True):
    """One command that was done, or one look. Nobody changes it or takes it away; audit_chain.py tells who tried."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_caller", "caller", "position"),
        Index("ix_audit_subjects", "subjects", postgresql_using="gin"),
    )

    position: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    at: datetime = Field(sa_type=DateTime(timezone=True), description="by the clock of machines")
    caller: str = Field(description="Caller.name: the id of an account, or which program")
    permission: str
    scope: str = Field(description="how far it went: nation, MA-02, session:…, look:… where it was a look")
    method: str
    route: str = Field(description="the path with its blanks, e.g. /things/{thing_id}")
    subjects: list[UUID] = Field(sa_type=ARRAY(Uuid), description="what its path or its answer names")
    fields: list[str] = Field(sa_type=ARRAY(String), description="kinds of personal data, of roles.toml")
    request_id: UUID
    done: bool = Field(description="false: refused, on a page that showed again what was there")


@dataclass(frozen=True)
class Act:
    """What a request did, as far as the audit asks."""

    caller: Caller
    permission: str
    reach: Reach
    method: str
    route: str
    request_id: UUID
    subjects: tuple[UUID, ...] = ()
    done: bool = True

    @property
    def is_kept(self) -> bool:
        """Say whether it leaves a row: whatever may change something, and whatever shows what is people's."""
        return self.method not in {"GET", "HEAD", "OPTIONS"} or bool(roles.fields(self.permission))

    def columns(self) -> Mapping[str, Any]:
        """Return the row."""
        said = {name: getattr(self, name) for name in ("permission", "method", "route", "request_id", "done")}
        told = {"caller": self.caller.name, "scope": self.reach.in_short(), "subjects": list(self.subjects)}
        return {**said, **told, "fields": list(roles.fields(self.permission)), "at": machine_now()}


async def newest(
    db: AsyncSession, caller: str = "", subject: UUID | None = None, before: int | None = None
) -> list[Audited]:
    """Return a page of rows and one more, the newest first: of a caller, of a record, from before a position."""
    asked = select(Audited).order_by(col(Audited.position).desc()).limit(PAGE + 1)
    asked = asked.where(col(Audited.caller) == caller) if caller else asked
    asked = asked.where(col(Audited.subjects).contains([subject])) if subject else asked
    asked = asked.where(col(Audited.position) < before) if before else asked
    return list((await db.exec(asked)).all())


async def of_record(db: AsyncSession, subject: UUID, before: int | None = None) -> list[Audited]:
    """Return the same of one record, for whoever may see that: the transaction names it, and sees no other row."""
    await run(db, "select set_config('takwin.subject', :subject, true)", subject=str(subject))
    return await newest(db, subject=subject, before=before)


# No ORM: it would ask for the row's number, which whoever may only add a row may not see.
KEEP = """
insert into audit (at, caller, permission, scope, method, route, subjects, fields, request_id, done)
select :at, :caller, :permission, :scope, :method, :route, cast(:subjects as uuid[]), cast(:fields as text[]),
       :request_id, :done"""


async def keep(db: AsyncSession, act: Act) -> None:
    """Add the row to the transaction, as its last step: with it, it is true, or neither is."""
    await fetch_fast(db, KEEP, **act.columns())


def concern(db: AsyncSession, subjects: Iterable[UUID]) -> None:
    """Say whom the request is about, where its path does not."""
    db.info[SUBJECTS] = {*db.info.get(SUBJECTS, ()), *subjects}


def concerned(db: AsyncSession) -> set[UUID]:
    """Return whom the request turned out to be about."""
    return set(db.info.get(SUBJECTS, ()))
