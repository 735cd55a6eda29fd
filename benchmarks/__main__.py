"""Runs every benchmark: `make bench`, `make bench QUICK=1`. Writes out/bench.json; fails where a bar is missed.

out/bench.json is a list of {id, value, bar, ok}. A value is a ratio, ours to the plain way, that must reach its bar; or
the seconds somebody waits, that must not exceed it.
"""

import asyncio
import json
import os
import statistics
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import audit_verify, batch, commit, people_list, public_report, registering, relay, sending
from tests.places import Places, find_places

OUT = Path("out/bench.json")

Rates = tuple[float, float]  # of our way and of the plain one, per second


@dataclass(frozen=True)
class Benchmark:
    """What one round gives, in full and in short, and how often it is run."""

    once: Callable[[Places, int], Awaitable[float]]
    bar: float
    many: int  # rows, records, people or sessions in one round
    quick_many: int
    quick_rounds: int = 3
    less_is_better: bool = False
    quick_bar: float | None = None  # a wider one, where the full bar is not met yet

    def asks(self, *, quick: bool) -> float:
        """Return the bar of this run."""
        return self.quick_bar if quick and self.quick_bar is not None else self.bar

    def holds(self, value: float, *, quick: bool) -> bool:
        """Say whether the bar is met."""
        bar = self.asks(quick=quick)
        return value <= bar if self.less_is_better else value >= bar


def ratio(rates: Callable[[Places, int], Awaitable[Rates]]) -> Callable[[Places, int], Awaitable[float]]:
    """Compare our way with the plain one."""

    async def once(places: Places, many: int) -> float:
        ours, plain = await rates(places, many)
        print(f"  {ours:,.0f}/s against {plain:,.0f}/s", flush=True)
        return ours / plain

    return once


ROUNDS = 5
BENCHMARKS = {
    "kernel.batch": Benchmark(ratio(batch.rates), 30.0, many=20_000, quick_many=10_000),
    "kernel.relay": Benchmark(ratio(relay.rates), 100.0, many=60_000, quick_many=20_000),
    "registration.list": Benchmark(ratio(people_list.rates), 1.5, many=5_000, quick_many=1_000),
    "P09.access": Benchmark(ratio(registering.rates), 0.45, many=1_000, quick_many=500, quick_bar=0.3),
    "report.public.200": Benchmark(public_report.seconds, 1.5, many=200, quick_many=200, less_is_better=True),
    "report.public.1000": Benchmark(
        public_report.seconds, 6.0, many=1_000, quick_many=1_000, quick_rounds=1, less_is_better=True
    ),
    "send.mail": Benchmark(ratio(sending.mail_rates), 0.01, many=2_000, quick_many=500),
    "audit.verify": Benchmark(audit_verify.seconds, 1.0, many=500_000, quick_many=50_000, less_is_better=True),
}


async def measure(places: Places, name: str, *, quick: bool) -> dict[str, object]:
    """Run one benchmark some rounds; its value is the median."""
    benchmark = BENCHMARKS[name]
    many, rounds = (benchmark.quick_many, benchmark.quick_rounds) if quick else (benchmark.many, ROUNDS)
    values = []
    for number in range(1, rounds + 1):
        values.append(await benchmark.once(places, many))
        print(f"{name} round {number}: {values[-1]:.2f}", flush=True)
    value, bar = statistics.median(values), benchmark.asks(quick=quick)
    print(
        f"{name}: median {value:.2f} (lowest {min(values):.2f}, highest {max(values):.2f}), bar {bar}",
        flush=True,
    )
    return {"id": name, "value": round(value, 2), "bar": bar, "ok": benchmark.holds(value, quick=quick)}


def write(results: list[dict[str, object]]) -> None:
    """Keep the results where others look for them."""
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(results, indent=2) + "\n")


async def main(*names: str) -> int:
    """Measure those named, or all; return 1 when a bar is missed."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        print(f"No benchmark {', '.join(sorted(unknown))}; there are {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    quick = os.environ.get("QUICK") == "1"
    async with find_places() as places:
        print(f"Kafka and Postgres: {places.kind}; one commit takes {await commit.latency_ms(places):.2f} ms (median)")
        results = [await measure(places, name, quick=quick) for name in names or BENCHMARKS]
    write(results)
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
