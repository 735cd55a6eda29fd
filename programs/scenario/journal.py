"""Journal of the player, kept with the data that it did it to: played again, a story adds nothing."""

import json
import os
from collections.abc import Collection
from pathlib import Path

FIRST = ("organisation/", "programme/")  # what a story begins with


class Journal:
    """Step → receipt; each line is on the disk before the next step begins."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.receipts: dict[str, dict[str, str]] = {}
        for line in file.read_text().splitlines() if file.exists() else ():
            self._read(line)

    def _read(self, line: str) -> None:
        try:
            noted = json.loads(line)
            self.receipts[noted["step"]] = noted["receipt"]
        except (ValueError, TypeError, KeyError):  # a line cut off by a kill: its step is told again and acts once
            return

    def keep_to(self, known: Collection[str]) -> None:
        """Begin anew where these data know nothing of what the journal says was made: it is of others, now gone."""
        made = {receipt["id"] for step, receipt in self.receipts.items() if step.startswith(FIRST)}
        if made and made.isdisjoint(known):
            self.file.rename(self.file.with_name(f"{self.file.name}.of-other-data"))
            self.receipts.clear()

    def note(self, step: str, receipt: dict[str, str]) -> None:
        """Keep a step's receipt."""
        self.receipts[step] = receipt
        with self.file.open("a") as out:
            out.write("\n" + json.dumps({"step": step, "receipt": receipt}))
            out.flush()
            os.fsync(out.fileno())
