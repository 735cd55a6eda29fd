"""Kill -9 in mid-pilot, at random: the next start is soon ready, and the story ends as if nothing had happened."""

import asyncio
import os
import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from tests.e2e import called_for, oracle
from tests.e2e.pilot import Pilot, moment
from tests.slow import slow

pytestmark = slow
ROUNDS = int(os.environ.get("TAKWIN_KILL_ROUNDS", "1"))  # each kills four times; 5 for all twenty
READY_AT_LAST_S = 40.0  # the bar is 12 s on a quiet machine: `pytest -s` prints what was measured
STORY_S = 20.0  # an undisturbed story takes about so long
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
    told = oracle.world(log)
    seats = Counter((told.regions[session], state) for (session, _), state in told.seats.items())
    assert seats == {("MA-01", "registered"): 25, ("MA-02", "registered"): 25, ("MA-02", "withdrawn"): 3}
    figures = {it["region"]: (it["registered"], it["withdrawn"]) for it in results["figures"]["regions"]}
    assert figures == {"MA-01": (25, 0), "MA-02": (25, 3)}
    assert len(results["events"]) == len(called_for.public(log))

    ids = Counter(line.get("message_id") or line["reference"] for line in pilot.ledger())
    sent, doubtful = called_for.settled(log, "sent").total(), called_for.settled(log, "ambiguous").total()
    assert max(ids.values()) == 1, "a message came twice"
    assert sent <= len(ids) <= sent + doubtful
    assert called_for.settled(log).total() == called_for.messages(log).total()
    assert {channel for _, channel in called_for.settled(log, "ambiguous")} <= {"email"}, "phones can be asked"
