"""Judgement of attacks: how often each was tried, how often it leaked, and whether that is well."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tests.security.catalogue import Attack

Outcomes = Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """One line of out/security.json; `applies`, `missing` and `left` stand in it where they say something."""

    id: str
    tried: int
    leaked: int
    ok: bool
    applies: str = ""
    missing: str = ""
    left: str = ""

    def line(self) -> dict[str, Any]:
        """Return it without what says nothing."""
        return {name: value for name, value in asdict(self).items() if value != ""}


def judged(attack: Attack, outcomes: Outcomes) -> Judged:
    """Return what became of an attack; a test that was skipped has tried nothing."""
    ended = [outcome for nodeid, outcome in outcomes.items() if belongs(nodeid, attack.tests) and outcome != "skipped"]
    leaked = ended.count("failed")
    ok = bool(attack.applies) or (bool(ended) and not leaked)
    return Judged(attack.id, len(ended), leaked, ok, attack.applies, attack.missing, attack.left)


def belongs(nodeid: str, tests: tuple[str, ...]) -> bool:
    """Say whether a test is one of these: a file, or a function with all its cases."""
    return nodeid.partition("::")[0] in tests or nodeid.partition("[")[0] in tests


def named(attacks: list[Attack]) -> list[str]:
    """Return every test that any of them names, once; none whose whole file is named."""
    names = dict.fromkeys(test for attack in attacks for test in attack.tests)
    return [name for name in names if "::" not in name or name.partition("::")[0] not in names]


def table(lines: list[Judged]) -> str:
    """Return the lines as somebody reads them."""
    rows = [f"{'id':<5}{'tried':>7}{'leaked':>8}  ok"]
    for line in lines:
        why = line.applies or line.missing
        rows.append(f"{line.id:<5}{line.tried:>7}{line.leaked:>8}  {'yes' if line.ok else 'NO ':<4}{why}".rstrip())
    return "\n".join(rows)
