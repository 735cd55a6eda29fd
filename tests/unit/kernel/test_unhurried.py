"""Who asks for metadata while nobody answers does not ask without a pause."""

import asyncio

from aiokafka.client import AIOKafkaClient

from shared.kernel import kafka  # noqa: F401 - whoever imports it has clients that pause


async def test_a_client_whose_questions_fail_pauses_between_them() -> None:
    client, asked = AIOKafkaClient(bootstrap_servers="127.0.0.1:1"), 0
    answering = asyncio.create_task(client._md_synchronizer())

    try:
        async with asyncio.timeout(0.55):
            while True:
                assert not await client.force_metadata_update()
                asked += 1
    except TimeoutError:
        answering.cancel()

    assert 0 < asked <= 5
