"""The chain from a voiced need to the module versions that answer it and the sessions that teach them, from any end."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import Answer, Module, ModuleVersion
from services.scheduling.needs.storage import Assessment, Need
from services.scheduling.planning.storage import Block, Session
from services.scheduling.venues.storage import Venue

Versions = set[tuple[UUID, int]]  # module and number


@dataclass(frozen=True)
class Links:
    """What hangs together. `answers` and `teaches` may tell of more than stands in the lists."""

    needs: Sequence[tuple[Need, Assessment]]
    versions: Sequence[tuple[ModuleVersion, Module]]
    sessions: Sequence[tuple[Session, Venue]]
    answers: set[tuple[UUID, int, UUID]]  # module, number, need
    teaches: set[tuple[UUID, int, UUID]]  # module, number, session


async def from_need(db: AsyncSession, need_id: UUID) -> Links:
    """Return what answers a need, and where that is taught."""
    answers = await _answers(db, col(Answer.need_id) == need_id)
    return await _links(db, {(module, number) for module, number, _ in answers}, needs={need_id})


async def from_module(db: AsyncSession, module_id: UUID) -> Links:
    """Return which needs a module's versions answer, and where they are taught."""
    found = await db.exec(select(ModuleVersion.version).where(col(ModuleVersion.module_id) == module_id))
    return await _links(db, {(module_id, number) for number in found})


async def from_session(db: AsyncSession, session_id: UUID) -> Links:
    """Return what is taught in a session, and which needs that answers."""
    query = select(Block.module_id, Block.module_version).where(col(Block.session_id) == session_id)
    return await _links(db, {(module, number) for module, number in await db.exec(query)}, sessions={session_id})


async def from_all(db: AsyncSession) -> Links:
    """Return everything that hangs together."""
    found = await db.exec(select(ModuleVersion.module_id, ModuleVersion.version))
    return await _links(db, {(module, number) for module, number in found})


async def _links(
    db: AsyncSession, versions: Versions, *, needs: set[UUID] | None = None, sessions: set[UUID] | None = None
) -> Links:
    """Return what hangs on these versions; `needs` or `sessions` say where it ends, if not with all there are."""
    answers = await _answers(db, tuple_(Answer.module_id, Answer.module_version).in_(versions))
    teaches = await _teaches(db, versions)
    return Links(
        needs=await _needs(db, needs or {need for *_, need in answers}),
        versions=await _versions(db, versions),
        sessions=await _sessions(db, sessions or {session for *_, session in teaches}),
        answers=answers,
        teaches=teaches,
    )


async def _answers(db: AsyncSession, which: object) -> set[tuple[UUID, int, UUID]]:
    query = select(Answer.module_id, Answer.module_version, Answer.need_id).where(which)  # type: ignore[arg-type]
    return {(module, number, need) for module, number, need in await db.exec(query)}


async def _teaches(db: AsyncSession, versions: Versions) -> set[tuple[UUID, int, UUID]]:
    query = select(Block.module_id, Block.module_version, Block.session_id)
    found = await db.exec(query.where(tuple_(Block.module_id, Block.module_version).in_(versions)))
    return {(module, number, session) for module, number, session in found}


async def _needs(db: AsyncSession, ids: Collection[UUID]) -> Sequence[tuple[Need, Assessment]]:
    query = select(Need, Assessment).join(Assessment).where(col(Need.id).in_(ids))
    return (await db.exec(query.order_by(col(Assessment.held_on), col(Assessment.id), col(Need.place)))).all()


async def _versions(db: AsyncSession, versions: Versions) -> Sequence[tuple[ModuleVersion, Module]]:
    query = select(ModuleVersion, Module).join(Module)
    query = query.where(tuple_(ModuleVersion.module_id, ModuleVersion.version).in_(versions))
    return (await db.exec(query.order_by(Module.code, col(ModuleVersion.version)))).all()


async def _sessions(db: AsyncSession, ids: Collection[UUID]) -> Sequence[tuple[Session, Venue]]:
    query = select(Session, Venue).join(Venue).where(col(Session.id).in_(ids))
    return (await db.exec(query.order_by(col(Session.starts_at)))).all()
