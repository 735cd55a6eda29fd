"""Arrangement of a plan: its venue, its moments in UTC, its module versions, and how it is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.dialects.postgresql.ranges import MultiRange
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.domain import ModuleUnknown, ModuleVersionUnknown
from services.scheduling.catalogue.storage import modules
from services.scheduling.planning.plan import BlockPlan, SessionPlan, Span, times_of
from services.scheduling.planning.storage import Block, Session
from services.scheduling.tables import lock
from services.scheduling.venues.domain import VenueUnknown, check_seats
from services.scheduling.venues.storage import Venue
from shared import events
from shared.events.days import Taught, days_of
from shared.kernel import clock

OF_ATTENDANCE = {"somebody_came", "attendance_heard"}  # not of the plan


@dataclass(frozen=True)
class Arrangement:
    """A plan that is possible; its blocks are in the order of their beginning."""

    venue: Venue
    session: dict[str, Any]
    blocks: tuple[dict[str, Any], ...]


async def arrange(db: AsyncSession, plan: SessionPlan) -> Arrangement:
    """Lock the venue and look at everything but whether it is free.

    Raises VenueUnknown, SeatsExceedVenue, ModuleUnknown, ModuleVersionUnknown and the refusals of plan.py.
    """
    venue = await lock(db, Venue, plan.venue_id)
    if venue is None:
        raise VenueUnknown("venue_id")
    check_seats(plan.seats, venue.capacity)
    when, whens = times_of(plan, clock.now(db))
    await _check_versions(db, plan.blocks)
    blocks = (vars(block) | vars(span) for block, span in zip(plan.blocks, whens, strict=True))
    session = {name: value for name, value in vars(plan).items() if name != "blocks"} | vars(when)
    session["booked"] = booked(plan.zone, when, whens)
    return Arrangement(venue, session, tuple(sorted(blocks, key=_beginning)))


def booked(zone: str, when: Span, blocks: Iterable[Taught]) -> MultiRange[datetime]:
    """Return when the session needs its room: on its days, not at night or on days off between them."""
    return MultiRange(Range(*day) for day in days_of(zone, when.starts_at, when.ends_at, blocks))


def _beginning(block: dict[str, Any]) -> Any:
    return block["starts_at"]


async def _check_versions(db: AsyncSession, blocks: Sequence[BlockPlan]) -> None:
    known = await modules(db, {block.module_id for block in blocks})
    for place, block in enumerate(blocks):
        module = known.get(block.module_id)
        if module is None:
            raise ModuleUnknown(f"blocks.{place}.module_id")
        if block.module_version > module.version:
            numbers = {"code": module.code, "newest": module.version, "asked": block.module_version}
            raise ModuleVersionUnknown(f"blocks.{place}.module_version", **numbers)


def stands_already(arrangement: Arrangement, session: Session, blocks: Sequence[Block]) -> bool:
    """Say whether this is what the session and its blocks are planned as."""
    # `booked` follows from the rest
    said = {name: value for name, value in arrangement.session.items() if name != "booked"}
    return _holds(said, session) and (
        len(blocks) == len(arrangement.blocks)
        and all(_holds(values, block) for values, block in zip(arrangement.blocks, blocks, strict=True))
    )


def _holds(values: dict[str, Any], row: Session | Block) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def told(session: Session, venue: Venue, blocks: Sequence[Block]) -> dict[str, Any]:
    """Return what an event tells of the whole plan."""
    said = session.model_dump(exclude={"id", "state", "version", "cancel_reason", "booked", *OF_ATTENDANCE})
    return said | _place(venue) | {"session_id": session.id, "blocks": _parts(blocks)}


def where_and_when(session: Session, venue: Venue, blocks: Sequence[Block]) -> events.WhereAndWhen:
    """Return the plan as participants know it."""
    said = session.model_dump(exclude={"id", "region", "booked", *OF_ATTENDANCE})
    return events.WhereAndWhen(blocks=_parts(blocks), **_place(venue), **said)


def _place(venue: Venue) -> dict[str, Any]:
    return {"city": venue.city, "venue": venue.name, "city_ar": venue.city_ar, "venue_ar": venue.name_ar}


def _parts(blocks: Sequence[Block]) -> list[events.Block]:
    return [events.Block(block_id=block.id, **block.model_dump(exclude={"id"})) for block in blocks]
