"""Comparison of an outbox with the log: pure, so that every way to differ can be tried."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["lost", "displaced", "unknown", "gap"]
Place = tuple[str, int, int]  # topic, partition, offset
EventKey = tuple[str, str]  # id, type: one fact may be told in several versions
Subject = tuple[str, str]  # topic, subject


@dataclass(frozen=True)
class Row:
    """A row of the outbox, without what it says."""

    position: int
    id: str
    type: str
    topic: str
    subject: str
    version: int
    place: Place | None = None  # None: not published, or refused

    @property
    def event_key(self) -> EventKey:
        """What it is known by."""
        return self.id, self.type


@dataclass(frozen=True)
class Difference:
    """One thing that is so in the outbox and otherwise on the log."""

    service: str
    kind: Kind
    topic: str
    subject: str
    version: int
    id: str | None = None
    type: str | None = None
    partition: int | None = None
    offset: int | None = None
    position: int | None = None  # of the outbox row, where there is one


@dataclass
class Log:
    """What the topics hold of one service's events."""

    at: dict[Place, EventKey] = field(default_factory=dict)
    places: dict[EventKey, tuple[Place, Subject, int]] = field(default_factory=dict)
    versions: dict[Subject, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, place: Place, event_key: EventKey, subject: str, version: int) -> None:
        """Note one record."""
        self.at[place] = event_key
        self.places[event_key] = (place, (place[0], subject), version)
        self.versions[place[0], subject].add(version)


def compare(service: str, rows: Sequence[Row], log: Log, compacted: set[str]) -> list[Difference]:
    """Return every difference. What compaction has taken away, and what Kafka refused, is none."""
    return [
        *_unsent(service, rows, log, compacted),
        *_unknown(service, rows, log),
        *_gaps(service, rows, log, compacted),
    ]


def _unsent(service: str, rows: Sequence[Row], log: Log, compacted: set[str]) -> Iterator[Difference]:
    for row in rows:
        if row.place is None or log.at.get(row.place) == row.event_key:
            continue
        newest = max(log.versions.get((row.topic, row.subject), {0}))
        if row.event_key in log.places:
            yield _of_row(service, "displaced", row)
        elif row.topic not in compacted or newest < row.version:
            yield _of_row(service, "lost", row)


def _of_row(service: str, kind: Kind, row: Row) -> Difference:
    _, partition, offset = row.place or (None, None, None)
    return Difference(
        service, kind, row.topic, row.subject, row.version, row.id, row.type, partition, offset, row.position
    )


def _unknown(service: str, rows: Sequence[Row], log: Log) -> Iterator[Difference]:
    known = {row.event_key for row in rows}
    for told, (place, subject, version) in log.places.items():
        if told not in known:
            yield Difference(service, "unknown", *subject, version, *told, *place[1:])


def _gaps(service: str, rows: Sequence[Row], log: Log, compacted: set[str]) -> Iterator[Difference]:
    """A number that the outbox knows is on its way, refused, or told as lost already."""
    known: set[tuple[str, str, int]] = {(row.topic, row.subject, row.version) for row in rows}
    for (topic, subject), versions in log.versions.items():
        if topic in compacted:
            continue
        for version in sorted(set(range(1, max(versions))) - versions):
            if (topic, subject, version) not in known:
                yield Difference(service, "gap", topic, subject, version)
