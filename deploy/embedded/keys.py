"""The secrets of one embedded installation: made once, kept beside its data, readable by their owner alone."""

import json
import os
import secrets
from pathlib import Path

CALLERS = ("player", "notifications")


def keys_in(folder: Path) -> dict[str, str]:
    """Return the installation's secrets, made anew where there are none: `secret` and one token per caller."""
    file = folder / "keys.json"
    if not file.exists():
        write_private(file, json.dumps({name: secrets.token_urlsafe(32) for name in ("secret", *CALLERS)}))
    keys: dict[str, str] = json.loads(file.read_text())
    return keys


def write_private(file: Path, text: str) -> None:
    """Write the whole file or nothing of it, for its owner alone."""
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(text)
    fresh.rename(file)
