"""Validity: a message may become untrue before it has left, by a condition on its intent.

It is asked three times: when a plan changes, when messages are claimed, and in the statement that begins to send.
"""

from collections.abc import Iterable

from services.notifications.queue.kinds import KINDS


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
OUTLIVE = _any_of(kind.name for kind in KINDS.values() if kind.outlives_cancellation)
OF_ONE_PLAN = _any_of(kind.name for kind in KINDS.values() if kind.of_one_plan)
REASONS = [
    f"template not in {OUTLIVE} and {CANCELLED}",
    f"template in {OF_ONE_PLAN} and {MOVED}",
    *(
        f"template = {kind.name!r} and not {STANDS(_any_of(kind.true_for))}"
        for kind in KINDS.values()
        if kind.true_for is not None
    ),
]
STALE = f"({' or '.join(REASONS)})"
