"""Recovery: reporting hears everything again; what it tells in public has the same ids as before."""

from shared.events import public
from shared.service.recovery import Recovery, nothing_to_take_up

RECOVERY = Recovery(
    source=public.PublicEvent.source,
    topics=(public.PublicEvent.topic,),
    events=(),
    take_up=nothing_to_take_up,
)
