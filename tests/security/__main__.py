"""Attacks, tried one and all: `python -m tests.security` runs their tests and writes out/security.json.

`python -m tests.security S04 D01` tries those alone and writes nothing.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.security.catalogue import Attack, attacks
from tests.security.judgement import Outcomes, judged, named, table

ROOT = Path(__file__).parents[2]
RESULT = ROOT / "out" / "security.json"
SPREAD = ("-n", "auto", "--no-loadscope-reorder", "-rfEs")


def run(tests: list[str]) -> Outcomes:
    """Run these tests, on all cores; return what became of each. A run that broke off has tried nothing."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "outcomes.json"
        taken_down = ("-p", "tests.security.outcomes", f"--outcomes={file}")
        subprocess.run([sys.executable, "-m", "pytest", *SPREAD, *taken_down, *tests], cwd=ROOT, check=False)
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def chosen(ids: list[str]) -> list[Attack]:
    """Return the attacks of these ids, or all. Raises SystemExit."""
    known = attacks()
    if unknown := set(ids) - {it.id for it in known}:
        sys.exit(f"no such attack: {', '.join(sorted(unknown))}")
    return [it for it in known if not ids or it.id in ids]


def main(ids: list[str]) -> int:
    """Try them; return 1 where something that has tests is not well."""
    tried = chosen(ids)
    tests = named(tried)
    outcomes = run(tests) if tests else {}
    lines = [judged(it, outcomes) for it in tried]
    print(table(lines))  # noqa: T201 - what the command is for
    if not ids:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps([it.line() for it in lines], indent=1) + "\n", encoding="utf-8")
    return int(any(attack.tests and not line.ok for attack, line in zip(tried, lines, strict=True)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
