"""Validity: which kinds of message may become untrue before they have left, and by what."""

import json
from typing import Any

from services.notifications.queue.kinds import KINDS


def kinds_by_truth() -> dict[str, Any]:
    """Return the values with which `statements.UNTRUE` asks."""
    kinds = KINDS.values()
    return {
        "outlive_cancellation": [kind.name for kind in kinds if kind.outlives_cancellation],
        "of_one_plan": [kind.name for kind in kinds if kind.of_one_plan],
        "true_for": json.dumps({kind.name: kind.true_for for kind in kinds if kind.true_for is not None}),
    }
