"""Counters of a service, for Prometheus, on an inner port only. Labels are topics, never people."""

from dataclasses import dataclass, field
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge

C = TypeVar("C", Counter, Gauge)


@dataclass
class Metrics:
    """One service's counters, in a registry of its own: in one process there may be several services."""

    service: str
    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    _own: dict[str, Gauge] = field(default_factory=dict)
    _counters: dict[str, Counter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.handled = self._new(Counter, "events_handled", "Records dealt with", "topic")
        self.skipped = self._new(Counter, "events_skipped", "Records of a type nobody here waits for", "topic")
        self.retried = self._new(Counter, "events_retried", "Attempts that failed and were repeated", "topic")
        self.parked = self._new(Counter, "events_parked", "Records set aside", "topic")
        self.parked_now = self._new(Gauge, "records_parked", "Records set aside and not yet handled again")
        self.lost = self._new(Counter, "slices_lost", "Slices whose partition had gone to another consumer", "topic")
        self.published = self._new(Counter, "events_published", "Outbox rows that Kafka has acknowledged")
        self.refused = self._new(Counter, "events_refused", "Outbox rows that Kafka will never take")
        self.outbox_waiting = self._new(Gauge, "outbox_waiting", "Outbox rows not yet published")
        self.outbox_age_s = self._new(Gauge, "outbox_age_seconds", "Since when the relay has not got on")
        self.lag = self._new(Gauge, "consumer_lag", "Records not yet dealt with", "topic")
        self.unheard = self._new(Gauge, "partitions_unheard", "Partitions of wanted topics that nobody hears")
        self.clock_off_s = self._new(Gauge, "clock_off_seconds", "How far the machine's clock is from business time")
        self.held = self._new(Gauge, "partitions_held", "Partitions that wait for an outage to end")

    def gauge(self, name: str, what: str, *labels: str) -> Gauge:
        """Return a gauge that the kernel knows nothing of, the same one each time."""
        if name not in self._own:
            self._own[name] = self._new(Gauge, name, what, *labels)
        return self._own[name]

    def counter(self, name: str, what: str, *labels: str) -> Counter:
        """Return a counter that the kernel knows nothing of, the same one each time."""
        if name not in self._counters:
            self._counters[name] = self._new(Counter, name, what, *labels)
        return self._counters[name]

    def _new(self, kind: type[C], name: str, what: str, *labels: str) -> C:
        return kind(f"takwin_{self.service}_{name}", what, labels, registry=self.registry)
