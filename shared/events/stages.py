"""Stages of a session, as readers are told: by what was said of it, and by the hour."""

from datetime import datetime
from typing import Literal

SessionState = Literal["planned", "open", "completed", "cancelled"]
Stage = Literal[SessionState, "running", "over"]


def stage(state: SessionState, starts_at: datetime | None, ends_at: datetime | None, now: datetime) -> Stage:
    """Return what readers are to be told of a session: what begins or ends does so without anybody's saying it."""
    if state in {"completed", "cancelled"} or starts_at is None or ends_at is None or now < starts_at:
        return state
    return "running" if now < ends_at else "over"
