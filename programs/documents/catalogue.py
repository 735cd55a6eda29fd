"""Every event there is, in every version, and who hears it; found, not listed, so that none can be forgotten."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from programs.services import service_of
from shared import events
from shared.directory import service_names
from shared.events import public
from shared.kernel.contracts import ENVELOPE, Event
from shared.kernel.messaging import Handlers

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "contract" / "golden"
HEARING: dict[str, Handlers] = {name: service_of(name).handlers for name in service_names()}
OUTSIDE = "subscribers outside"
OPERATORS = "operators"
OF_EACH = "{service}"  # in the source of what every service says of itself


def all_events() -> dict[str, type[Event]]:
    """Return type → class."""
    return {event.type: event for module in (events, public) for event in events_in(module)}


def events_in(module: ModuleType) -> Iterator[type[Event]]:
    """Yield the events that the module offers; no form that several share."""
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, Event) and "type" in vars(thing):
            yield thing


def by_topic() -> dict[str, list[type[Event]]]:
    """Return topic → its events, in the order of the list of topics."""
    events_ = all_events().values()
    return {topic: [event for event in events_ if event.topic == topic] for topic in topics()}


def topics() -> dict[str, dict[str, Any]]:
    """Return topic → how it is kept."""
    told = tomllib.loads((ROOT / "deploy/kafka/topics.toml").read_text(encoding="utf-8"))
    return {topic: told["defaults"] | settings for topic, settings in told["topics"].items()}


def speakers(event: type[Event]) -> tuple[str, ...]:
    """Return the services that say it; an answer is said by whoever hears what it answers."""
    if OF_EACH not in event.source:
        return (event.source.rpartition("/")[2],)
    return tuple(hearers(events.DataRequested)) if event is events.DataAnswered else service_names()


def hearers(event: type[Event]) -> list[str]:
    """Return who acts upon it."""
    found = [name for name, handlers in HEARING.items() if event.type in handlers.by_type]
    if OF_EACH in event.source:
        return found or [OPERATORS]
    return [*found, OUTSIDE] if event.topic.startswith("public.") else found


def linked(file: str) -> str:
    """Return a link to a file of the project, from a page of docs/security/."""
    return f"[{Path(file).name}](../../{file})"


def example(event: type[Event]) -> dict[str, Any]:
    """Return the event as its golden file has it."""
    written: dict[str, Any] = json.loads((GOLDEN / f"{event.type}.json").read_text(encoding="utf-8"))
    return written


def made_of(event: type[Event], what: str) -> str:
    """Return how the `key` or the `subject` of an event comes from its fields, e.g. `{session_id}/seats`."""
    read = event.from_cloudevent(example(event))
    told: str = getattr(read, what)
    for name in event.model_fields.keys() - ENVELOPE:
        if name.endswith(("_id", "service")):
            told = told.replace(str(getattr(read, name)), f"{{{name}}}")
    if "{" not in told:
        raise ValueError(f"{event.type}: nothing in it makes its {what}")
    return told


def fields_schema(event: type[Event]) -> dict[str, Any]:
    """Return the JSON Schema of an event's `data`, whole in itself."""
    whole = event.model_json_schema()
    return {
        "type": "object",
        "properties": {
            name: _plain(field, whole) for name, field in whole["properties"].items() if name not in ENVELOPE
        },
        "required": [name for name in whole["required"] if name not in ENVELOPE],
    }


def _plain(schema: Any, whole: dict[str, Any]) -> Any:
    """Return the schema with its references followed, and without titles, which repeat the names."""
    if isinstance(schema, list):
        return [_plain(part, whole) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    said = {name: part for name, part in schema.items() if not (name == "title" and isinstance(part, str))}
    return {name: _plain(part, whole) for name, part in said.items()}
