"""docs/events.md: every event, what it says, where it travels, its fields, an example, and who hears it."""

import inspect
import json
from collections.abc import Iterator
from typing import Any

from programs.documents.catalogue import by_topic, example, fields_schema, hearers, made_of, speakers
from shared.directory import service_names
from shared.kernel.contracts import Event

HEAD = """# Events

Everything the services tell one another, and what the outside may know, topic by topic. `make documents` writes this
page from the classes in [shared/events](../shared/events/) and [shared/events/public.py](../shared/events/public.py);
the examples are the [golden files](../tests/contract/golden/).

Each event is a [CloudEvent 1.0](https://cloudevents.io) in structured JSON. Beside `data`, whose fields are listed
below, it has an envelope:

| Field | What |
|---|---|
| `id` | UUID. Delivery is at least once: take each `id` once. |
| `type`, `source` | what happened, with its version; which service says it |
| `subject` | what it is a fact about |
| `aggregateversion` | counts 1, 2, 3 … per `subject`, without a gap; on compacted topics older ones may be gone |
| `time` | business time, UTC |
| `region` | ISO 3166-2, where the event has one |
| `causationid`, `correlationid` | the event that led to it; the request that began it all; either may be missing |

The same as [AsyncAPI 3](https://www.asyncapi.com/docs/reference/specification/v3.0.0), for programs:"""


def page() -> str:
    """Return the whole page."""
    links = ",\n".join(f"[{name}](asyncapi/{name}.json)" for name in service_names())
    topics = (line for topic, found in by_topic().items() for line in _topic(topic, found))
    return "\n".join([HEAD, f"{links}.\n", *topics])


def _topic(topic: str, found: list[type[Event]]) -> Iterator[str]:
    yield f"## {topic}\n"
    yield f"Said by {', '.join(speakers(found[0]))}.\n"
    for event in found:
        yield from _event(event)


def _event(event: type[Event]) -> Iterator[str]:
    yield f"### {event.type}\n"
    yield f"{' '.join(inspect.cleandoc(event.__doc__ or '').split())}\n"
    yield f"Key `{made_of(event, 'key')}`, subject `{made_of(event, 'subject')}`. Heard by {_list(hearers(event))}.\n"
    yield "| Field | Type | What |\n|---|---|---|"
    yield from _rows(fields_schema(event))
    yield f"\n```json\n{json.dumps(example(event), indent=2, ensure_ascii=False)}\n```\n"


def _list(names: list[str]) -> str:
    return ", ".join(names) or "nobody yet"


def _rows(schema: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, field in schema["properties"].items():
        optional = "" if name in schema["required"] else ", optional"
        yield f"| `{above}{name}` | {_type(field)}{optional} | {field.get('description', '')} |"
        inner = field.get("items", field)
        if "properties" in inner:
            yield from _rows(inner, f"{above}{name}{'[]' if 'items' in field else ''}.")


def _type(schema: dict[str, Any]) -> str:
    """Return the type in few words."""
    if "anyOf" in schema:
        return " or ".join(_type(part) for part in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    words = {"object": "object, see below", "string": schema.get("format", "text")}
    return f"{words.get(schema['type'], schema['type'])}{_bounds(schema)}"


def _bounds(schema: dict[str, Any]) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤"}
    return "".join(f" {sign} {schema[name]}" for name, sign in signs.items() if name in schema)
