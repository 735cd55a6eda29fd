"""How many messages leave together, and how often a long queue is looked through."""

import asyncio

import pytest

from services.notifications.channels import pacing
from services.notifications.channels.pacing import Slices, Sweeps


async def test_slices_double_up_to_the_most_and_begin_anew_after_an_outage() -> None:
    slices, sizes = Slices(at_most=10), []
    for _ in range(6):
        sizes.append(slices.size)
        with slices.timed():
            pass

    assert sizes == [1, 2, 4, 8, 10, 10]
    slices.shrink()
    assert slices.size == 1


async def test_a_slice_that_takes_long_makes_the_next_one_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pacing, "LONG_S", 0.0)
    slices = Slices(at_most=10, size=8)

    with slices.timed():
        pass

    assert slices.size == 4


async def test_a_long_look_through_the_queue_is_done_again_only_later() -> None:
    sweeps = Sweeps()
    assert sweeps.are_due()

    with sweeps.going_on():
        await asyncio.sleep(0.05)
    assert not sweeps.are_due()

    sweeps.at_once()
    assert sweeps.are_due()
