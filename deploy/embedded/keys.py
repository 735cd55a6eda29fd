"""The secrets of one embedded installation: made once, kept beside its data, readable by their owner alone."""

import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from programs.keys import read_keys

CALLERS = ("player", "notifications")
SIMULATORS = (
    "sms",
    "outside",
)  # who may send to the demonstration's phones; who may look at what they and the mailbox got


ALL = ("secret", *CALLERS, *SIMULATORS)


def keys_in(folder: Path, names: Sequence[str] = ALL) -> dict[str, str]:
    """Return the installation's secrets, those that it lacks made anew: `secret`, and one token per use.

    Raises Damaged.
    """
    file = folder / "keys.json"
    known = read_keys(file) if file.exists() else {}
    keys = {name: known.get(name) or secrets.token_urlsafe(32) for name in names}
    if keys != known:
        write_private(file, json.dumps(keys))
    return keys


def write_private(file: Path, text: str) -> None:
    """Write the whole file or nothing of it, for its owner alone."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(descriptor)  # else a power cut may leave the name without the words
    fresh.rename(file)
