"""Using: a service tells which keys of programs have been used, as long as it runs."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.service.running import Parts

LOOKED_S = 60.0


async def tell_uses(parts: "Parts") -> None:
    """Look each minute for what is to be told; most minutes there is nothing."""
    while True:
        await asyncio.sleep(LOOKED_S)
        await parts.uses.tell(parts.database, parts.service.name)
