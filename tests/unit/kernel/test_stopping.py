"""A client that does not hear that it is to stop keeps nobody from ending."""

import asyncio

import pytest

from shared.kernel.kafka import in_time


async def deaf() -> None:
    """Pass over the first request to end, as fetchers at times do."""
    try:
        await asyncio.sleep(20)
    except asyncio.CancelledError:
        await asyncio.sleep(20)


async def broken() -> None:
    """Fail at once."""
    raise BrokenPipeError


async def test_who_does_not_hear_is_not_waited_for() -> None:
    async with asyncio.timeout(5):
        await in_time(deaf(), 0.01)


async def test_what_goes_wrong_meanwhile_is_told() -> None:
    with pytest.raises(BrokenPipeError):
        await in_time(broken())
