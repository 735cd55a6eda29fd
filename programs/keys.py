"""Files of ours that hold secrets, by name: read whole, or said to be damaged."""

import json
from pathlib import Path


class Damaged(Exception):
    """A file of ours is not what it was written as; the text says which, and what to do."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is damaged. Put back a copy of it, or remove it: its keys are then made anew, and whoever has an"
            " old one must be told."
        )


def read_keys(file: Path) -> dict[str, str]:
    """Return name → secret. Raises Damaged, OSError."""
    try:
        read = json.loads(file.read_text())
    except ValueError:
        raise Damaged(file) from None
    if not isinstance(read, dict) or not all(isinstance(key, str) for key in read.values()):
        raise Damaged(file)
    return read
