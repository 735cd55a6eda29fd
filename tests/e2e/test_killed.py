"""Kill -9 in mid-pilot, at random: the next start is soon ready, and the story ends as if nothing had happened."""

import asyncio
import os
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import oracle
from tests.e2e.pilot import Pilot, moment

ROUNDS = int(os.environ.get("TAKWIN_KILL_ROUNDS", "1"))  # each kills four times; 5 for all twenty
READY_AT_LAST_S = 40.0  # the bar is 12 s on a quiet machine: `pytest -s` prints what was measured
STORY_S = 6.0  # an undisturbed story takes about so long
KINDS = ("parent", "everything", "kafka", "postgres")


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_killed_in_mid_pilot_it_ends_with_the_same_counts_and_no_message_twice(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same moments each time
    with tempfile.TemporaryDirectory(prefix="takwin-killed-") as folder:
        pilot = Pilot(Path(folder, "data"), Path(folder, "out"))
        try:
            await pilot.start()
            for kind in chance.sample(KINDS, len(KINDS)):
                await _kill_and_go_on(pilot, kind, chance)
            await pilot.played()
            await _ends_as_undisturbed(pilot)
            assert await pilot.stop() == 0
        finally:
            await pilot.erase()


async def _kill_and_go_on(pilot: Pilot, kind: str, chance: random.Random) -> None:
    await asyncio.sleep(moment(chance, STORY_S / len(KINDS)))
    pilot.kill(kind)
    if kind in {"parent", "everything"}:
        await pilot.killed()
        ready_s = await pilot.start()
        print(f"killed {kind}: ready again after {ready_s:.1f} s")  # noqa: T201 - a measurement, shown with -s
        assert ready_s <= READY_AT_LAST_S


async def _ends_as_undisturbed(pilot: Pilot) -> None:
    results, log = pilot.results(), await pilot.log()
    expected = oracle.figures(log)
    regions = {it["region"]: it for it in results["figures"]["regions"]}
    assert {code: _held(it) for code, it in regions.items()} == {"MA-01": (25, 0, 0, 25), "MA-02": (25, 1, 2, 25)}
    assert {code: _held(expected[code]) for code in regions} == {code: _held(it) for code, it in regions.items()}
    assert len(results["events"]) == len(oracle.public(log))

    states, ids = await pilot.message_states(), Counter(line["message_id"] for line in pilot.ledger())
    assert max(ids.values()) == 1, "a message came twice"
    assert states["sent"] + states["ambiguous"] == sum(oracle.messages(log).values())
    assert states["sent"] <= len(ids) <= states["sent"] + states["ambiguous"]


def _held(place: dict[str, Any]) -> tuple[int, ...]:
    return place["registered"], place["waiting"], place["withdrawn"], place["unique_people"]
