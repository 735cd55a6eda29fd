"""AsyncAPI 3: one document for each service, written from the classes of its events. Decision 0024 says why."""

import tomllib
from typing import Any

from programs.documents.catalogue import (
    HEARING,
    OF_EACH,
    ROOT,
    by_topic,
    example,
    fields_schema,
    hearers,
    made_of,
    speakers,
    topics,
)
from shared.kernel.contracts import CONTENT_TYPE, Event

Document = dict[str, Any]


def document(service: str) -> Document:
    """Return what the service says and hears, with every message of its topics."""
    met = {topic: found for topic, found in by_topic().items() if _said(found, service) or _heard(found, service)}
    messages = {event.type: _message(event) for found in met.values() for event in found}
    return {
        "asyncapi": "3.0.0",
        "info": _info(service),
        "defaultContentType": CONTENT_TYPE,
        "channels": {topic: _channel(topic, found) for topic, found in met.items()},
        "operations": {
            f"{action}-{topic}": _operation(action, topic, chosen)
            for topic, found in met.items()
            for action, chosen in (("send", _said(found, service)), ("receive", _heard(found, service)))
            if chosen
        },
        "components": {"messages": messages},
    }


def _said(found: list[type[Event]], service: str) -> list[type[Event]]:
    return [event for event in found if service in speakers(event)]


def _heard(found: list[type[Event]], service: str) -> list[type[Event]]:
    return [event for event in found if event.type in HEARING[service].by_type]


def _info(service: str) -> Document:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {
        "title": f"Takwin {service}",
        "version": project["version"],
        "description": "CloudEvents 1.0 in structured JSON. At least once: take each `id` once. In order per key.",
        "license": {"name": project["license"]},
    }


def _channel(topic: str, found: list[type[Event]]) -> Document:
    told = topics()[topic]
    policy = "compact" if told.get("compacted") else "delete"
    kafka = {
        "topic": topic,
        "partitions": told["partitions"],
        "topicConfiguration": {"cleanup.policy": [policy], "retention.ms": told["retention_ms"]},
        "bindingVersion": "0.5.0",
    }
    messages = {event.type: {"$ref": f"#/components/messages/{event.type}"} for event in found}
    return {"address": topic, "messages": messages, "bindings": {"kafka": kafka}}


def _operation(action: str, topic: str, chosen: list[type[Event]]) -> Document:
    channel = f"#/channels/{topic}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{event.type}"} for event in chosen],
    }


def _message(event: type[Event]) -> Document:
    key = {"type": "string", "description": made_of(event, "key")}
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": event.__doc__,
        "description": f"Heard by {', '.join(hearers(event)) or 'nobody yet'}.",
        "contentType": CONTENT_TYPE,
        "bindings": {"kafka": {"key": key, "bindingVersion": "0.5.0"}},
        "payload": _payload(event),
        "examples": [{"name": event.type, "payload": example(event)}],
    }


def _source(event: type[Event]) -> Document:
    if OF_EACH in event.source:
        return {"type": "string", "description": event.source}
    return {"const": event.source}


def _payload(event: type[Event]) -> Document:
    """Return the schema of the whole CloudEvent: the envelope, and in it `data`."""
    id_ = {"type": "string", "format": "uuid"}
    data = fields_schema(event)
    region = {name: field for name, field in data["properties"].items() if name == "region"}
    return {
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "type": {"const": event.type},
            "source": _source(event),
            "subject": {"type": "string", "description": made_of(event, "subject")},
            "datacontenttype": {"const": "application/json"},
            "id": id_ | {"description": "take each id once"},
            "time": {"type": "string", "format": "date-time", "description": "business time"},
            "aggregateversion": {"type": "integer", "minimum": 1, "description": "counts per subject"},
            "causationid": id_ | {"description": "id of the event that led to this one"},
            "correlationid": id_ | {"description": "id of the request that began it all"},
            **region,
            "data": data,
        },
        "required": ["specversion", "type", "source", "subject", "id", "time", "aggregateversion", "data"],
    }
