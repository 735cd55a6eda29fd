"""`make test QUICK=1`: what needs no more than the code itself, and the integration of what a change touches."""

import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from shared.directory import service_names
from tests.spread import is_story

ROOT = Path(__file__).parent.parent
INTEGRATION = "tests/integration/"
# A folder of tests of integration → the code that it is about; a service's folder has the service's name.
CODE = {
    "kernel": "shared/",
    "door": "deploy/compose/",
    "keeping": "programs/operator/",
    "operating": "programs/operator/",
    "rights": "programs/operator/",
    **{name: f"services/{name}/" for name in service_names()},
}


def changed() -> set[str]:
    """Return the files that differ from the branch main, those not yet added included."""
    since = ("git", "diff", "--name-only", "--merge-base", "main")
    new = ("git", "ls-files", "--others", "--exclude-standard")
    told = [subprocess.run(it, cwd=ROOT, capture_output=True, text=True, check=False).stdout for it in (since, new)]
    return {line for text in told for line in text.splitlines()}


def left_out(path: str, changes: Iterable[str]) -> str:
    """Return why a file or folder of tests is not needed for these changes; empty: it is."""
    if is_story(path):
        return "stories, which take minutes"
    if not path.startswith(INTEGRATION) or path == INTEGRATION:
        return ""
    part = path.removeprefix(INTEGRATION).partition("/")[0]
    code = CODE.get(part, "services/")
    near = any(it.startswith((code, INTEGRATION + part)) for it in changes)
    return "" if near else f"{INTEGRATION}{part}: neither it nor {code} differs from main"


class Quick:
    """Leaves out what a change does not need, and says so at the end."""

    def __init__(self, changes: set[str]) -> None:
        self.changes = changes

    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Look into no folder and no file that is not needed."""
        path = collection_path.relative_to(ROOT).as_posix() + ("/" if collection_path.is_dir() else "")
        return True if left_out(path, self.changes) else None

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out, and why."""
        files = [it.relative_to(ROOT).as_posix() for it in (ROOT / "tests").rglob("test_*.py")]
        why = Counter(left_out(it, self.changes) for it in files)
        terminalreporter.section("left out by QUICK=1")
        for it in sorted(why.keys() - {""}):
            terminalreporter.line(f"{why[it]:3} files: {it}")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --quick."""
    parser.addoption("--quick", action="store_true", help="run what a change needs")


def pytest_configure(config: pytest.Config) -> None:
    """Ask once what has changed."""
    if config.getoption("--quick"):
        config.pluginmanager.register(Quick(changed()))
