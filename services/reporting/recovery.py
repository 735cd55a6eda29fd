"""After a restore reporting hears everything again; what it tells in public has the same ids as before."""

from shared import public_events
from shared.recovery import Recovery, nothing_to_take_up

RECOVERY = Recovery(
    source=public_events.PublicEvent.source,
    topics=(public_events.PublicEvent.topic,),
    events=(),
    take_up=nothing_to_take_up,
)
