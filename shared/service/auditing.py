"""Auditing: a service chains the rows of its audit, and tells the head of the chain, as long as it runs."""

import asyncio
import time
from typing import TYPE_CHECKING

from shared.access.audit_chain import AT_ONCE, chain
from shared.access.audit_head import Seal, tell_head

if TYPE_CHECKING:
    from shared.service.running import Parts

CHAINED_S = 1.0
TOLD_S = 60.0
ALL = 2**62  # positions: whatever is not chained yet, however old


async def audit(parts: "Parts") -> None:
    """Tell at the start where a life of the database begins, before anything is chained; then chain, and tell."""
    service, seal = parts.service.name, Seal(parts.settings.secret.get_secret_value())
    await tell_head(parts.database, service, seal)
    while await chain(parts.database, service, late=ALL) == AT_ONCE:
        pass
    told_at = time.monotonic()
    while True:
        while await chain(parts.database, service) == AT_ONCE:
            pass
        if time.monotonic() - told_at >= TOLD_S:
            await tell_head(parts.database, service, seal)
            told_at = time.monotonic()
        await asyncio.sleep(CHAINED_S)
