"""What can be done in scheduling: each loads and locks, asks the rules, stores, and announces."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling import domain, storage
from services.scheduling.storage import Block, Module, ModuleVersion, Programme, Session, Venue
from shared import events, outbox
from shared.clock import Clock
from shared.events import ModuleReleased, ProgrammeDefined, SessionCompleted, SessionOpened, SessionPlanned
from shared.rows import insert


async def define_programme(db: AsyncSession, code: str, title: str, donors: list[str]) -> Programme:
    """Define a programme and announce it. Raises ProgrammeCodeTaken."""
    programme = Programme(id=_clock(db).new_id(), code=code, title=title, donors=donors)
    await insert(db, programme, {"uq_programme_code": domain.ProgrammeCodeTaken("code")})
    outbox.publish(db, ProgrammeDefined(programme_id=programme.id, code=code, donors=donors), version=programme.version)
    return programme


async def create_module(db: AsyncSession, code: str, title_fr: str, title_ar: str, minutes: int) -> Module:
    """Create a module and release its first version. Raises ModuleCodeTaken."""
    module = Module(id=_clock(db).new_id(), code=code)
    await insert(db, module, {"uq_module_code": domain.ModuleCodeTaken("code")})
    _release(db, module, title_fr, title_ar, minutes)
    return module


async def release_version(db: AsyncSession, module_id: UUID, title_fr: str, title_ar: str, minutes: int) -> Module:
    """Release the module's next version; sessions go on naming the one they were planned with. Raises ModuleUnknown."""
    module = await storage.lock(db, Module, module_id)
    if module is None:
        raise domain.ModuleUnknown("module_id")
    module.version += 1
    _release(db, module, title_fr, title_ar, minutes)
    return module


def _release(db: AsyncSession, module: Module, title_fr: str, title_ar: str, minutes: int) -> None:
    db.add(
        ModuleVersion(
            module_id=module.id, version=module.version, title_fr=title_fr, title_ar=title_ar, minutes=minutes
        )
    )
    released = ModuleReleased(module_id=module.id, code=module.code, module_version=module.version, minutes=minutes)
    outbox.publish(db, released, version=module.version)


async def register_venue(db: AsyncSession, name: str, city: str, region: str, capacity: int) -> Venue:
    """Keep a venue. Raises RegionUnknown."""
    domain.check_region(region)
    venue = Venue(id=_clock(db).new_id(), name=name, city=city, region=region, capacity=capacity)
    db.add(venue)
    return venue


async def plan_session(db: AsyncSession, plan: domain.SessionPlan) -> Session:
    """Plan a session at a venue that is free, and announce it. Raises the refusals of domain.py."""
    if await db.get(Programme, plan.programme_id) is None:
        raise domain.ProgrammeUnknown("programme_id")
    venue = await storage.lock(db, Venue, plan.venue_id)
    if venue is None:
        raise domain.VenueUnknown("venue_id")
    domain.check_seats(plan.seats, venue.capacity)
    when, whens = domain.times_of(plan, _clock(db).now())
    await _check_versions(db, plan.blocks)

    session = _new_session(_clock(db).new_id(), plan, when, venue.region)
    await insert(db, session, {"ex_session_venue": domain.VenueTaken("venue_id")})
    blocks = [_new_block(_clock(db).new_id(), session, *pair) for pair in zip(plan.blocks, whens, strict=True)]
    db.add_all(blocks)
    outbox.publish(db, _planned(session, venue.city, blocks), version=session.version)
    return session


async def _check_versions(db: AsyncSession, blocks: Sequence[domain.BlockPlan]) -> None:
    modules = await storage.modules(db, {block.module_id for block in blocks})
    for place, block in enumerate(blocks):
        module = modules.get(block.module_id)
        if module is None:
            raise domain.ModuleUnknown(f"blocks.{place}.module_id")
        if block.module_version > module.version:
            numbers = {"code": module.code, "newest": module.version, "asked": block.module_version}
            raise domain.ModuleVersionUnknown(f"blocks.{place}.module_version", **numbers)


def _new_session(id_: UUID, plan: domain.SessionPlan, when: domain.Span, region: str) -> Session:
    return Session(
        id=id_,
        programme_id=plan.programme_id,
        venue_id=plan.venue_id,
        region=region,
        seats=plan.seats,
        zone=plan.zone,
        starts_local=plan.starts_local,
        ends_local=plan.ends_local,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
    )


def _new_block(id_: UUID, session: Session, plan: domain.BlockPlan, when: domain.Span) -> Block:
    return Block(
        id=id_,
        session_id=session.id,
        module_id=plan.module_id,
        module_version=plan.module_version,
        starts_local=plan.starts_local,
        ends_local=plan.ends_local,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
    )


def _planned(session: Session, city: str, blocks: Sequence[Block]) -> SessionPlanned:
    said = session.model_dump(exclude={"id", "state", "version"})
    parts = [events.Block(block_id=block.id, **block.model_dump(exclude={"id"})) for block in blocks]
    return SessionPlanned(session_id=session.id, city=city, blocks=parts, **said)


async def open_session(db: AsyncSession, session_id: UUID) -> Session:
    """Let registration begin. Raises SessionUnknown, MoveIllegal."""
    session = await _session_to_move(db, session_id, "open")
    outbox.publish(db, SessionOpened(session_id=session.id, region=session.region), version=session.version)
    return session


async def complete_session(db: AsyncSession, session_id: UUID) -> Session:
    """Say that the session has taken place. Raises SessionUnknown, MoveIllegal, SessionNotOver."""
    session = await _session_to_move(db, session_id, "completed")
    domain.check_over(session.ends_at, _clock(db).now())
    outbox.publish(db, SessionCompleted(session_id=session.id, region=session.region), version=session.version)
    return session


async def _session_to_move(db: AsyncSession, session_id: UUID, wanted: domain.State) -> Session:
    """Lock the session and move it on to `wanted`."""
    session = await storage.lock(db, Session, session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    domain.check_move(session.state, wanted)
    session.state = wanted
    session.version += 1
    return session


def _clock(db: AsyncSession) -> Clock:
    clock: Clock = db.info["clock"]
    return clock
