"""History of what was told: where and when people know a session to be, by channel, as far as can be known."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import storage
from services.notifications.queue.kinds import KINDS
from services.notifications.sessions.domain import Plan

SAYS_ALL = frozenset(name for name, kind in KINDS.items() if kind.says_of_plan == "all")

History = dict[tuple[UUID, str], list[Plan]]


async def told(db: AsyncSession, session_id: UUID) -> History:
    """Return, by participant and channel, the plan told last; after it those that may have been told, or in part."""
    found: History = {}
    for row in await storage.said(db, session_id):
        key, plan = (row["participant_id"], row["channel"]), Plan.model_validate(row["said"])
        is_sure = row["state"] == "sent" and row["template"] in SAYS_ALL
        found[key] = [plan] if is_sure else [*found.get(key, []), plan]
    return found
