"""Every event there is, in every version; found, not listed, so that a new one cannot be forgotten."""

from collections.abc import Iterator

from shared import events, public_events
from shared.contracts import Event


def all_events() -> dict[str, type[Event]]:
    """Return type → class."""
    return {event.type: event for module in (events, public_events) for event in _events_in(vars(module).values())}


def _events_in(things: object) -> Iterator[type[Event]]:
    for thing in things:  # type: ignore[attr-defined]
        if isinstance(thing, type) and issubclass(thing, Event) and "type" in vars(thing):
            yield thing
