"""Ledger of a simulator: one line of JSON per message taken, on the disk before its sender is told."""

import json
import os
from pathlib import Path
from typing import Any, BinaryIO, Self


class Ledger:
    """A file of one JSON object per message; it only grows. It says nothing of whom or of what words."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        _drop_torn_line(file)
        is_new = not file.exists()
        self._file: BinaryIO = file.open("ab")
        if is_new:
            _keep_name(file)
        self.lines: list[dict[str, Any]] = [json.loads(line) for line in file.read_bytes().splitlines()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, line: dict[str, Any]) -> None:
        """Return when the line is on the disk."""
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())
        self.lines.append(line)


def _keep_name(file: Path) -> None:
    """Have the folder on the disk as well: a file that no folder names is lost with all its lines."""
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _drop_torn_line(file: Path) -> None:
    """Cut off a last line that a kill left unfinished: its sender was never told that it was taken."""
    if file.exists():
        whole = file.read_bytes().rpartition(b"\n")
        with file.open("rb+") as torn:
            torn.truncate(len(whole[0] + whole[1]))
