"""Runs every benchmark: `make bench`. Writes out/bench.json, a list of {id, value, bar, ok}; fails below a bar."""

import asyncio
import json
import statistics
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks import batch, commit, people_list, relay
from tests.places import Places, find_places

ROUNDS = 5
OUT = Path("out/bench.json")

Rates = tuple[float, float]  # of our way and of the plain one, per second
BENCHMARKS: dict[str, tuple[Callable[[Places], Awaitable[Rates]], float]] = {
    "kernel.batch": (batch.rates, 30.0),
    "kernel.relay": (relay.rates, 100.0),
    "registration.list": (people_list.rates, 1.5),
}


async def measure(places: Places, name: str) -> dict[str, object]:
    """Run one benchmark ROUNDS times; its value is the median ratio."""
    rates, bar = BENCHMARKS[name]
    ratios = []
    for number in range(1, ROUNDS + 1):
        ours, plain = await rates(places)
        ratios.append(ours / plain)
        print(f"{name} round {number}: {ours:,.0f}/s against {plain:,.0f}/s = {ratios[-1]:.1f}", flush=True)
    value = statistics.median(ratios)
    print(f"{name}: median {value:.1f} (lowest {min(ratios):.1f}, highest {max(ratios):.1f}), bar {bar}", flush=True)
    return {"id": name, "value": round(value, 2), "bar": bar, "ok": value >= bar}


def write(results: list[dict[str, object]]) -> None:
    """Keep the results where others look for them."""
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(results, indent=2) + "\n")


async def main() -> int:
    """Measure all; return 1 when a bar is missed."""
    async with find_places() as places:
        print(f"Kafka and Postgres: {places.kind}; one commit takes {await commit.latency_ms(places):.2f} ms (median)")
        results = [await measure(places, name) for name in BENCHMARKS]
    write(results)
    return 0 if all(result["ok"] for result in results) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
