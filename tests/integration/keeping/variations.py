"""Events with every field filled, and the same events with one field told otherwise."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any, Literal, TypeVar, get_args, get_origin
from uuid import UUID, uuid5

from pydantic import BaseModel, ValidationError

from shared.kernel.contracts import NIL, Event
from tests.contract import release

# An id names its event in the inbox; the rest of the envelope is there for people who look for a cause.
OF_NO_FOLD = {"id", "incarnation", "causationid", "correlationid"}
SAID: dict[str, Any] = {"aggregateversion": 2, "reason": "no-address", "usefulness": 3, "method": 3, "organisation": 3}
OF_EVENT: dict[str, dict[str, Any]] = {
    "offer.ended.v1": {"reason": "expired"},
    "session.cancelled.v1": {"reason": "venue"},
    "message.settled.v1": {"state": "failed"},
    "attendance.closed.v1": {"time": release.START + timedelta(days=1, hours=7, minutes=30)},
}
OTHERWISE = {
    "zone": "Africa/Tunis",
    "region": "MA-01",
    "theme": "law",
    "template": "session.waiting",
    "service": "reporting",
}
Path = tuple[str | int, ...]
E = TypeVar("E", bound=Event)
DAY = {"starts_at": release.START, "ends_at": release.START + timedelta(hours=7)}


def example(event: type[E], **other: Any) -> E:
    """Return the event with a value in every field, those of its parts too."""
    known: dict[str, Any] = release.fields(event)
    known |= {name: value for name, value in SAID.items() if name in known} | OF_EVENT.get(event.type, {})
    if "blocks" in known:
        known["blocks"] = _two_days(*known["blocks"])
    if "before" in known:
        known["before"] |= release.part("city_ar", "venue_ar") | {"blocks": known["blocks"]}
    return event.model_validate({**known, "id": uuid5(NIL, event.type), **other})


def _two_days(block: dict[str, Any]) -> list[dict[str, Any]]:
    second = {name: moment + timedelta(days=1) for name, moment in DAY.items()}
    return [block | DAY, block | second | {"block_id": uuid5(NIL, "second block_id")}]


def another(name: str) -> UUID:
    """Return the other id that a field can have."""
    return uuid5(NIL, f"another {name}")


def without_optional(event: E) -> E:
    """Return the event as a release told it that knew no optional field of it yet."""
    own = type(event).model_fields.keys() - Event.model_fields.keys()
    optional = {name for name in own if not type(event).model_fields[name].is_required()}
    return type(event).model_validate(event.model_dump(exclude=optional))


def fields(event: Event) -> list[str]:
    """Return the names of all fields that a fold may need, those of parts as `blocks.ends_at`."""
    return list(dict.fromkeys(_written(path) for path in _paths(event)))


def told_otherwise(event: Event) -> Iterator[tuple[str, Event]]:
    """Return each field with the event in which it has another value; several of one that lists its values."""
    for path in _paths(event):
        for other in _with_other_values(event, path):
            yield _written(path), other


def _paths(event: Event) -> list[Path]:
    return [path for path in _within(event.model_dump(), ()) if path[0] not in OF_NO_FOLD]


def _within(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _within(inner, (*path, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _within(inner, (*path, place))
    else:
        yield path


def _written(path: Path) -> str:
    return ".".join(str(step) for step in path if isinstance(step, str))


def _with_other_values(event: Event, path: Path) -> Iterator[Event]:
    said = event.model_dump()
    holder: Any = said
    for step in path[:-1]:
        holder = holder[step]
    name = next(step for step in reversed(path) if isinstance(step, str))
    for value in _others(name, holder[path[-1]], _literals(type(event), path)):
        holder[path[-1]] = value
        with suppress(ValidationError):
            yield type(event).model_validate(said)


def _others(name: str, value: Any, literals: tuple[Any, ...]) -> list[Any]:
    """Return values that stand for all others; the event's class refuses those that it does not know."""
    if literals or isinstance(value, bool):
        return [other for other in literals or (True, False) if other != value]
    match value:
        case UUID():
            return [another(_singular(name))]
        case int():
            return [value + 1, 0]
        case datetime():
            return [value + timedelta(hours=1), value - timedelta(hours=1)]
        case date():
            return [value + timedelta(days=1)]
    return [OTHERWISE.get(name, f"{value} bis")]


def _singular(name: str) -> str:
    return {"answers": "need_id", "voiced_by": "organisation_id"}.get(name, name)


def _literals(model: type[BaseModel], path: Path) -> tuple[Any, ...]:
    """Return the values that the type of the field lists, if it lists any."""
    annotation = model.model_fields[str(path[0])].annotation
    rest = [step for step in path[1:] if isinstance(step, str)]
    for inner in _models(annotation):
        return _literals(inner, tuple(rest)) if rest else ()
    return get_args(annotation) if get_origin(annotation) is Literal else ()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    for inner in (annotation, *get_args(annotation), *(a for part in get_args(annotation) for a in get_args(part))):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield inner
