"""Announcements: the end of a message leaves as an event, in the transaction that settles it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import MessageSettled
from shared.kernel import outbox

ONE_MORE = "announced = announced + 1"  # an ambiguous message may still turn out to be sent
TOLD = "intents.id as message_id, participant_id, session_id, template, channel, state, reason, parts, announced"


def announce(db: AsyncSession, settled: Iterable[Mapping[str, Any]]) -> None:
    """Publish one event for each; the rows have the columns TOLD."""
    for row in settled:
        outbox.publish(db, MessageSettled.model_validate(dict(row)), version=row["announced"])
