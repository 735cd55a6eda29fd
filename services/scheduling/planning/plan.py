"""The plan of a session and its blocks: said by the clock on the wall, kept in UTC too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from shared.refusals import Invalid


class SessionInPast(Invalid):
    """A session can only be planned for the future."""


class EndsBeforeStart(Invalid):
    """The end must come after the start."""


class ZoneUnknown(Invalid):
    """There is no such time zone."""


class TimeSkipped(Invalid):
    """This time does not exist there: the clocks are put forward over it."""


class SecondsGiven(Invalid):
    """This time must be given to the minute, without seconds."""


class BlockOutsideSession(Invalid):
    """Block {number} does not lie within its session."""


class BlocksOverlap(Invalid):
    """Blocks {first} and {second} overlap."""


@dataclass(frozen=True)
class BlockPlan:
    """A part of a session as its planner says it, by the clock on the wall."""

    module_id: UUID
    module_version: int
    starts_local: datetime
    ends_local: datetime


@dataclass(frozen=True)
class SessionPlan:
    """Where and when a session takes place, for how many, by the clock on the wall in `zone`."""

    venue_id: UUID
    seats: int
    zone: str
    starts_local: datetime
    ends_local: datetime
    blocks: tuple[BlockPlan, ...]


@dataclass(frozen=True)
class Span:
    """From a start to a later end, in UTC."""

    starts_at: datetime
    ends_at: datetime


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


def instant(local: datetime, zone: str, field: str) -> datetime:
    """Return the UTC moment at which the clocks of `zone` show `local`; where they do so twice, the earlier one.

    Raises ZoneUnknown, SecondsGiven, TimeSkipped.
    """
    if zone not in zones():
        raise ZoneUnknown("zone")
    if local.second or local.microsecond:  # attendance counts minutes, and a block has at least one
        raise SecondsGiven(field)
    moment = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise TimeSkipped(field)
    return moment


def span(plan: SessionPlan | BlockPlan, zone: str, place: str = "") -> Span:
    """Return when it takes place, at least a minute.

    Raises ZoneUnknown, SecondsGiven, TimeSkipped, EndsBeforeStart naming the fields under `place`.
    """
    starts_at = instant(plan.starts_local, zone, f"{place}starts_local")
    ends_at = instant(plan.ends_local, zone, f"{place}ends_local")
    if ends_at <= starts_at:
        raise EndsBeforeStart(f"{place}ends_local")
    return Span(starts_at, ends_at)


def times_of(plan: SessionPlan, now: datetime) -> tuple[Span, list[Span]]:
    """Return when the session and each of its blocks take place. Raises what stands against it."""
    session = span(plan, plan.zone)
    if session.starts_at <= now:
        raise SessionInPast("starts_local")
    blocks = [span(block, plan.zone, f"blocks.{place}.") for place, block in enumerate(plan.blocks)]
    check_blocks(session, blocks)
    return session, blocks


def check_blocks(session: Span, blocks: Sequence[Span]) -> None:
    """Raise BlockOutsideSession or BlocksOverlap; blocks are counted from 1."""
    for place, block in enumerate(blocks):
        if block.starts_at < session.starts_at or block.ends_at > session.ends_at:
            raise BlockOutsideSession(f"blocks.{place}", number=place + 1)
    in_order = sorted(range(len(blocks)), key=lambda place: blocks[place].starts_at)
    for earlier, later in pairwise(in_order):
        if blocks[later].starts_at < blocks[earlier].ends_at:
            first, second = sorted((earlier, later))
            raise BlocksOverlap(f"blocks.{second}", first=first + 1, second=second + 1)
