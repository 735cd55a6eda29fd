"""Pauses of aiokafka after a question for metadata that nobody has answered.

A consumer that knows no leader of a partition asks again as soon as the answer fails: 1,200 times a second while the
broker is away, two thirds of a processor for each service, in one outage of three (aiokafka 0.14; its issue 1155 is of
the same loop). It has a pause for all else that fails, so here it is made there too. Revisit when that issue is closed.
"""

import asyncio
from typing import Any

from aiokafka.client import AIOKafkaClient

PAUSE_S = 0.1  # aiokafka's own default of `retry_backoff_ms`

_ask = AIOKafkaClient._metadata_update  # noqa: SLF001 - it has no other place to pause


async def _ask_and_pause(client: AIOKafkaClient, *asked: Any) -> bool:
    answered: bool = await _ask(client, *asked)
    if not answered:
        await asyncio.sleep(PAUSE_S)
    return answered


def install() -> None:
    """Let every client of this process do so."""
    AIOKafkaClient._metadata_update = _ask_and_pause  # noqa: SLF001 - as above
