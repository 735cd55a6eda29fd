"""`takwin subscribe`: the public events as any subscriber gets them, one JSON object a line, each id once."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from aiokafka import AIOKafkaConsumer, TopicPartition

from programs.operator.answering import answer, place_of
from programs.operator.installation import Installation
from programs.operator.reaching import Refused, kafka_of
from shared.events.public import PublicEvent
from shared.kernel.kafka import LASTING_MS, partitions
from shared.kernel.messaging import PERMANENT, decode

POLL_MS = 500


@dataclass
class Subscription:
    """What is wanted, and the ids that came already: delivery is at least once."""

    from_beginning: bool = False
    until_now: bool = False
    type: str | None = None
    region: str | None = None
    seen: set[str] = field(default_factory=set)

    def takes(self, event: dict[str, Any]) -> bool:
        """Say whether the event is wanted and new."""
        wanted = self.type in {None, event["type"]} and self.region in {None, event.get("region")}
        new = event.get("id") not in self.seen
        self.seen.add(str(event.get("id")))
        return wanted and new


def subscribe(
    context: typer.Context,
    from_beginning: Annotated[bool, typer.Option(help="Also what was told before.")] = False,  # noqa: FBT002
    until_now: Annotated[bool, typer.Option(help="What was told until now; then end.")] = False,  # noqa: FBT002
    type: Annotated[str | None, typer.Option(help="E.g. public.seats.counted.v1.")] = None,  # noqa: A002
    region: Annotated[str | None, typer.Option(help="E.g. MA-02.")] = None,
) -> None:
    """Print public events as they come, until Ctrl-C."""
    subscription = Subscription(from_beginning or until_now, until_now, type, region)
    try:
        answer(_print(place_of(context), subscription))
    except KeyboardInterrupt:
        raise typer.Exit from None


async def _print(place: Installation, subscription: Subscription) -> None:
    async with aclosing(events(place, subscription)) as told:
        async for event in told:
            typer.echo(json.dumps(event, ensure_ascii=False))


async def events(place: Installation, subscription: Subscription) -> AsyncGenerator[dict[str, Any], None]:
    """Yield what is wanted, in order per session; for ever, or until where the log ended at the start."""
    async with kafka_of(place, ask_again_ms=LASTING_MS) as (admin, reader):
        where = await partitions(admin, [PublicEvent.topic])
        if not where:
            raise Refused(f"There is no topic {PublicEvent.topic} yet: services make it when they start.")
        ends = await reader.end_offsets(where)
        await _take_position(reader, where, subscription)
        while not (subscription.until_now and await _has_reached(reader, ends)):
            for records in (await reader.getmany(timeout_ms=POLL_MS)).values():
                for record in records:
                    try:
                        event = decode(record)
                    except PERMANENT:
                        continue
                    if subscription.takes(event):
                        yield event


async def _take_position(reader: AIOKafkaConsumer, where: list[TopicPartition], subscription: Subscription) -> None:
    reader.assign(where)
    if subscription.from_beginning:
        await reader.seek_to_beginning(*where)
    else:
        await reader.seek_to_end(*where)


async def _has_reached(reader: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    return all([await reader.position(one) >= end for one, end in ends.items()])
