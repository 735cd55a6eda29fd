"""The indicators by name, and the number that one of them gives for a part of everything."""

from dataclasses import dataclass

from services.reporting.figures import indicators
from services.reporting.figures.facts import KEYS, Facts
from services.reporting.figures.indicators import Indicator
from services.reporting.figures.where import Where
from shared.refusals import Invalid

MESSAGE_STATES = ("sent", "ambiguous", "failed", "expired", "suppressed")


class NotCountedThatWay(Invalid):
    """This is not counted in that way."""


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator and the kind of facts that it counts."""

    count: Indicator
    kind: str
    shared: bool = False  # for donors: where a programme is split, a part of it counts for each


INDICATORS: dict[str, Counted] = {
    "sessions_planned": Counted(indicators.sessions_planned, "sessions", shared=True),
    "sessions_open": Counted(indicators.sessions_open, "sessions", shared=True),
    "sessions_held": Counted(indicators.sessions_held, "sessions", shared=True),
    "sessions_cancelled": Counted(indicators.sessions_cancelled, "sessions", shared=True),
    "registered": Counted(indicators.registered, "seats", shared=True),
    "cancelled_seats": Counted(indicators.cancelled_seats, "seats", shared=True),
    "attended": Counted(indicators.attended, "presences", shared=True),
    "hours": Counted(indicators.hours, "presences", shared=True),
    "people": Counted(indicators.people, "presences"),
    "first_timers": Counted(indicators.first_timers, "presences"),
    "answers": Counted(indicators.answers, "feedback"),
    "usefulness": Counted(indicators.usefulness, "feedback"),
    "method": Counted(indicators.method, "feedback"),
    "organisation": Counted(indicators.organisation, "feedback"),
    "needs": Counted(indicators.needs, "voices"),
    "needs_released": Counted(indicators.needs_released, "voices"),
    "recommendations": Counted(indicators.recommendations, "voices"),
    "recommendations_released": Counted(indicators.recommendations_released, "voices"),
    **{f"messages_{state}": Counted(indicators.messages(state), "messages") for state in MESSAGE_STATES},
}
RATINGS = ("usefulness", "method", "organisation")


def check(indicator: str, where: Where) -> None:
    """Raise NotCountedThatWay where the indicator does not exist or its facts are not divided so."""
    counted = INDICATORS.get(indicator)
    if counted is None or any(counted.kind not in KEYS[dimension] for dimension in where.named()):
        raise NotCountedThatWay


def count(indicator: str, part: Facts) -> float | None:
    """Return what the indicator makes of the part."""
    if indicator not in part.counted:
        part.counted[indicator] = INDICATORS[indicator].count(part)
    return part.counted[indicator]


def number(indicator: str, part: Facts, where: Where) -> float | None:
    """Return the number for the part that `where` means, which has been cut out already.

    For a donor, sessions, seats, participations and hours of a split programme count by equal parts, so that those of
    all donors add up. People cannot be split: each donor counts everyone its programmes reached.
    """
    counted = INDICATORS[indicator]
    if where.donor is None or not counted.shared:
        return count(indicator, part)
    programmes = {session.programme for session in part.sessions} - {None}
    each = part.by("programme")
    return sum(
        float(programme.share(where.donor)) * (count(indicator, each[programme.code]) or 0)
        for programme in programmes
        if programme
    )
