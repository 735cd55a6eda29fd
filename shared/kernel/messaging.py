"""Handlers of events: in batches, at least once, in order by key, never stuck."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import structlog
from aiokafka import ConsumerRecord
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.contracts import CONTENT_TYPE, Event, Received

E = TypeVar("E", bound=Event)
Record: TypeAlias = "ConsumerRecord[Any, Any]"
EventHandler = Callable[[Any, AsyncSession], Awaitable[None]]


class BadRecord(ValueError):
    """These bytes are no event: the content type, the headers, or the JSON is not what a CloudEvent has."""


@dataclass
class Handlers:
    """The functions one consumer runs, and the event each of them waits for."""

    consumer: str
    by_type: dict[str, tuple[type[Event], EventHandler]] = field(default_factory=dict)

    def __call__(self, event: type[E]) -> Callable[[Callable[[E, AsyncSession], Awaitable[None]]], EventHandler]:
        """Decorate the function that handles `event`; the function itself stays as it is."""

        def remember(handler: Callable[[E, AsyncSession], Awaitable[None]]) -> EventHandler:
            if event.type in self.by_type:
                raise ValueError(f"{self.consumer} handles {event.type} already")
            self.by_type[event.type] = (event, handler)
            return handler

        return remember

    @property
    def topics(self) -> list[str]:
        """Every topic that carries one of the events."""
        return sorted({event.topic for event, _ in self.by_type.values()})

    def read(self, record: Record) -> Event | None:
        """Return the event, or None when nobody here waits for its type. Raises BadRecord, pydantic.ValidationError."""
        body = decode(record)
        known = self.by_type.get(body["type"])
        return known[0].from_cloudevent(body) if known else None

    async def handle(self, event: Event, db: AsyncSession) -> None:
        """Run the function that waits for `event`; what it publishes names the event as its cause."""
        db.info["cause"] = event
        structlog.contextvars.bind_contextvars(event_id=event.id)
        await self.by_type[event.type][1](event, db)


def decode(record: Record) -> dict[str, Any]:
    """Return the CloudEvent as a JSON object that says its type. Raises BadRecord, pydantic.ValidationError."""
    if not header(record.headers, "content-type").startswith(CONTENT_TYPE):
        raise BadRecord("content-type")
    try:
        body = json.loads(record.value)
    except (TypeError, ValueError, RecursionError):
        raise BadRecord("value") from None
    if not isinstance(body, dict) or not isinstance(body.get("type"), str):
        Received.model_validate(body if isinstance(body, dict) else {})
        raise BadRecord("type")
    return body


def header(headers: Iterable[tuple[str, bytes | None]], name: str) -> str:
    """Return one header's text, "" without it. Any header that is no text makes the whole record bad."""
    try:
        return {key: raw.decode() for key, raw in headers}.get(name, "")  # type: ignore[union-attr]
    except (AttributeError, UnicodeDecodeError):
        raise BadRecord("headers") from None


PERMANENT = (BadRecord, ValidationError)
