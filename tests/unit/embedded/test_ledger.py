"""What the simulators of the demonstration have taken outlives a power cut."""

import os
from pathlib import Path

import pytest

from programs.simulators.ledger import Ledger


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Inodes in the order in which they were brought to the disk."""
    inodes: list[int] = []
    theirs = os.fsync

    def fsync(opened: int) -> None:
        inodes.append(os.fstat(opened).st_ino)
        theirs(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    return inodes


def test_a_new_ledger_is_named_on_the_disk_before_it_takes_a_line(tmp_path: Path, synced: list[int]) -> None:
    file = tmp_path / "mailbox" / "ledger.jsonl"

    with Ledger(file) as ledger:
        ledger.add({"reference": "first"})

    assert synced == [file.parent.stat().st_ino, file.stat().st_ino]


def test_a_ledger_that_was_there_is_named_already(tmp_path: Path, synced: list[int]) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_text('{"reference": "first"}\n')

    with Ledger(file) as ledger:
        ledger.add({"reference": "second"})

    assert synced == [file.stat().st_ino]
    assert [line["reference"] for line in ledger.lines] == ["first", "second"]
