"""Actions on looks: one is asked for, and holds at once."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.looks import domain
from services.access.people.storage import Granted
from services.access.people.telling import tell
from shared.access.caller import Caller
from shared.kernel import clock
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def look(db: AsyncSession, caller: Caller, region: str, reason: str) -> None:
    """Let the caller see the region for three hours. Raises LookRegionUnknown, RegionYours, ReasonShort."""
    if caller.account_id is None:
        return
    domain.check_look(region, reason, {grant.region for grant in caller.grants if grant.region})
    now = machine_now()
    lasting = {"given_at": now, "ends_at": now + domain.LASTS, "given_by": caller.account_id}
    about = {"id": clock.new_id(db), "account_id": caller.account_id, "role": domain.ROLE}
    db.add(Granted.model_validate({**about, **lasting, "region": region, "reason": reason}))
    await tell(db, caller.account_id)
    log.info("region.looked_at", account_id=caller.account_id, region=region)
