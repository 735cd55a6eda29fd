"""Actions on receipts: match them with what was handed over, know what became of the message, tell it once."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.delivery import storage
from services.notifications.delivery.domain import Fate, Handed, Receipt, strongest, word_of
from shared.events import MessageReceipted
from shared.kernel import outbox

log = structlog.get_logger()


async def hand(db: AsyncSession, parts: Sequence[Handed]) -> None:
    """Know these parts by their provider's references; a receipt that came sooner counts now.

    It is called in the transaction that settles the messages, after that, and for providers that give receipts alone:
    of what is handed over here and never told of somebody will say that nobody confirmed it.
    """
    if parts:
        await storage.keep_handed(db, parts)
        await _match(db, await storage.matching(db, [part.reference for part in parts]))


async def take(db: AsyncSession, receipts: Sequence[Receipt]) -> None:
    """Take what providers say: twice, late, in any order, of what nobody knows yet. References are canonical."""
    by_reference = [receipt for receipt in receipts if receipt.message_id is None]
    if by_reference:
        await storage.keep_receipts(db, [_worded(receipt) for receipt in by_reference])
        await _match(db, await storage.matching(db, [receipt.reference for receipt in by_reference]))
    by_id = strongest(fate for receipt in receipts for fate in _fates(receipt))
    if by_id:
        await storage.hold(db, [fate.id for fate in by_id])
        await _note(db, by_id)


async def tidy(db: AsyncSession) -> None:
    """Match what has missed one another, say what nobody has confirmed, and forget what has grown old."""
    await _match(db, await storage.all_matching(db))
    _announce(db, await storage.unconfirmed(db))
    await storage.forget(db)


async def _match(db: AsyncSession, messages: Sequence[UUID]) -> None:
    if messages:
        await storage.hold(db, messages)
        await _note(db, await storage.judge(db, messages))


async def _note(db: AsyncSession, fates: Sequence[Fate]) -> None:
    if fates:
        _announce(db, await storage.note(db, fates))


def _announce(db: AsyncSession, rows: Iterable[storage.Row]) -> None:
    for row in rows:
        event = MessageReceipted.model_validate(dict(row))
        outbox.publish(db, event, version=row["announced"])
        told = {"channel": event.channel, "state": event.state, "reason": event.reason}
        log.info("message.receipted", intent_id=str(event.message_id), **told)


def _worded(receipt: Receipt) -> Receipt:
    return Receipt(**{**receipt.__dict__, "reason": word_of(receipt.reason)})


def _fates(receipt: Receipt) -> Iterable[Fate]:
    if receipt.message_id is not None:
        yield Fate(receipt.message_id, receipt.state, word_of(receipt.reason), receipt.told_at)
