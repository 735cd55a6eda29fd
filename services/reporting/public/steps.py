"""Steps of five in which numbers of people are told, chosen so that no event, and no silence, tells of few.

A number that moves is told again only when it is a whole step away from what was told last. So nobody's coming or
going is told by itself. The first step is told late, and no number below eleven is: silence may mean 14 people as well.
"""

from typing import NamedTuple

from services.reporting.suppression.cells import FEWEST_TOLD
from shared.events.public import FIRST, STEP


def next_told(told: int | None, people: int) -> int | None:
    """Return what is to be told after `told`; None while that stands, or while the number is too small."""
    up = people - people % STEP
    if up >= FIRST and up >= (told or 0) + STEP:
        return up
    down = people + -people % STEP
    if told and people >= FEWEST_TOLD and down <= told - STEP:
        return down
    return None


def at_most(seats: int) -> int:
    """Return what is told of the seats of a plan: no less than there are, and never so few that they tell of few."""
    return max(FIRST, seats + -seats % STEP)


class Between(NamedTuple):
    """The least and the most that a number can be for those outside; no most where nothing says it."""

    least: int = 0
    most: int | None = None


class Outside(NamedTuple):
    """What public events have told of the people of a session, by words or by silence."""

    registered: Between
    attended: Between


def outside(seats: int | None, registered: int | None, attended: int | None, *, closed: bool) -> Outside:
    """Return it for a session with so many seats, of which these numbers were told last, if any."""
    least, most = _while_it_moves(registered)
    had = Between(least, most if seats is None else min(most, at_most(seats)))
    return Outside(had, _told_once(attended) if closed else Between())


def _while_it_moves(told: int | None) -> tuple[int, int]:
    """Return what the number is between: it is told again when it is a step off, but sinks below eleven in silence."""
    if told is None:
        return 0, FIRST - 1
    return (0 if told == FIRST else told - STEP + 1), told + STEP - 1


def _told_once(told: int | None) -> Between:
    """Return what the number was between when it was told, from the beginning of its step."""
    return Between(0, FIRST - 1) if told is None else Between(told, told + STEP - 1)
