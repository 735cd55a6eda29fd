"""What makes a message untrue before it has left, as a condition on its intent.

It is asked three times: when a plan changes, when messages are claimed, and in the statement that begins to send.
"""

from collections.abc import Iterable

from services.notifications.queue.domain import OF_ONE_PLAN, OUTLIVES_CANCELLATION, TRUE_FOR


def _any_of(words: Iterable[str]) -> str:
    """Return the words as SQL wants them after `in`."""
    return f"({', '.join(repr(word) for word in sorted(words))})"


CANCELLED = "exists (select from cancellations c where c.session_id = intents.session_id)"
MOVED = (
    "exists (select from sessions p where p.session_id = intents.session_id"
    " and p.placed is distinct from intents.placed)"
)
STANDS = (
    "exists (select from seats t where t.session_id = intents.session_id"
    " and t.participant_id = intents.participant_id and t.state in {})"
).format
REASONS = [
    f"template not in {_any_of(OUTLIVES_CANCELLATION)} and {CANCELLED}",
    f"template in {_any_of(OF_ONE_PLAN)} and {MOVED}",
    *(f"template = {name!r} and not {STANDS(_any_of(standings))}" for name, standings in TRUE_FOR.items()),
]
STALE = f"({' or '.join(REASONS)})"
