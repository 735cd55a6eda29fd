"""Answers kept for whoever sends a request twice, written in one step with the audit: the last under its locks."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import audit
from shared.access.audit import Act
from shared.fast import fetch_fast

ANSWER = "answer"  # in `info` of a session
REMEMBER = """
update idempotency set status = :status, resource_id = :resource_id, state = :state
where caller = :caller and key = :key"""
BOTH = f"with answered as ({REMEMBER}) {audit.KEEP}"


@dataclass(frozen=True)
class Answer:
    """What a request that came with a key is answered: whenever it comes again, the same."""

    caller: str
    key: str
    status: int
    resource_id: UUID
    state: str


async def close(db: AsyncSession, act: Act | None) -> None:
    """Write down, as the last step of the transaction, what was done and what was answered, where either is kept."""
    answer: Answer | None = db.info.pop(ANSWER, None)
    if act and answer:
        await fetch_fast(db, BOTH, **{**vars(answer), **act.columns()})
    elif act:
        await audit.keep(db, act)
    elif answer:
        await fetch_fast(db, REMEMBER, **vars(answer))
