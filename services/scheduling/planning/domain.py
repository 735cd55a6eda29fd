"""Rules of sessions: how one moves on, and what may still be changed."""

from collections.abc import Mapping
from datetime import datetime

from shared.events.stages import SessionState
from shared.refusals import Conflict, Invalid, Unknown

NEXT: Mapping[SessionState, frozenset[SessionState]] = {
    "planned": frozenset({"open", "cancelled"}),
    "open": frozenset({"completed", "cancelled"}),
}


class SessionUnknown(Unknown):
    """There is no such session."""


class VenueTaken(Conflict):
    """Another session has this venue then: {programme}, {days}. A day on which your plan fits: {free}."""


class MoveIllegal(Conflict):
    """The session is in the state “{state}”; it cannot become “{wanted}” from there."""


class SessionNotOver(Conflict):
    """The session has not ended yet."""


class NobodyKnownToHaveCome(Conflict):
    """Nobody is marked as present in this session: say that it is completed all the same, or cancel it."""


class SessionOver(Conflict):
    """The session is over; registration for it can no longer begin."""


class BlocksMissing(Conflict):
    """A session that is open for registration needs at least one block: attendance is marked block by block."""


class SessionBegun(Conflict):
    """The session has begun; its plan can no longer be changed."""


class NothingChanged(Conflict):
    """This is the plan as it stands; nobody was told anything."""


class RegionChanged(Invalid):
    """A session stays in its region; choose a venue there, or cancel it and plan another."""


def may_become(state: SessionState) -> frozenset[SessionState]:
    """Return the states that come next."""
    return NEXT.get(state, frozenset())


def check_move(state: SessionState, wanted: SessionState) -> None:
    """Raise MoveIllegal unless a session goes from `state` straight to `wanted`."""
    if wanted not in may_become(state):
        raise MoveIllegal("state", state=state, wanted=wanted)


def why_not_open(ends_at: datetime, blocks: int, now: datetime) -> Conflict | None:
    """Return what keeps registration for a planned session from beginning, if anything does."""
    if ends_at <= now:
        return SessionOver("state")
    return None if blocks else BlocksMissing("blocks")


def check_openable(state: SessionState, ends_at: datetime, blocks: int, now: datetime) -> None:
    """Raise MoveIllegal, SessionOver, BlocksMissing."""
    check_move(state, "open")
    if against := why_not_open(ends_at, blocks, now):
        raise against


def can_be_rescheduled(state: SessionState, starts_at: datetime, now: datetime) -> bool:
    """Say whether the session can still have another plan."""
    return bool(may_become(state)) and now < starts_at


def check_reschedulable(state: SessionState, starts_at: datetime, now: datetime) -> None:
    """Raise MoveIllegal, SessionBegun."""
    if not may_become(state):
        raise MoveIllegal("state", state=state, wanted="rescheduled")
    if not can_be_rescheduled(state, starts_at, now):
        raise SessionBegun("state")


def check_blocks_remain(state: SessionState, blocks: int) -> None:
    """Raise BlocksMissing: without a block, the attendance of people who have a seat could never be closed."""
    if state == "open" and not blocks:
        raise BlocksMissing("blocks")


def check_same_region(region: str, region_of_venue: str) -> None:
    """Raise RegionChanged: seats, figures and duties were given out by region."""
    if region != region_of_venue:
        raise RegionChanged("venue_id")


def check_over(ends_at: datetime, now: datetime) -> None:
    """Raise SessionNotOver."""
    if now < ends_at:
        raise SessionNotOver("state")


def check_not_empty(*, seems_empty: bool, nobody_came: bool) -> None:
    """Raise NobodyKnownToHaveCome: an empty session counts as held only where somebody says so."""
    if seems_empty and not nobody_came:
        raise NobodyKnownToHaveCome("nobody_came")
