"""What is marked slow runs with SLOW=1, what is not runs without: together they are all tests."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.built import ROOT
from tests.slow import WHY

TESTS = """
from tests.slow import slow
@slow
def test_in_a_minute(): pass
def test_at_once(): pass
"""


@pytest.mark.parametrize(
    ("given", "ended"),
    [
        (["."], ["test_at_once PASSED", "test_in_a_minute SKIPPED"]),
        (["--slow", "."], ["test_in_a_minute PASSED"]),
        (["test_two.py"], ["test_at_once PASSED", "test_in_a_minute PASSED"]),
        (["test_two.py::test_in_a_minute"], ["test_in_a_minute PASSED"]),
    ],
    ids=str,
)
def test_slow_and_not_slow_are_all_tests(tmp_path: Path, given: list[str], ended: list[str]) -> None:
    (tmp_path / "test_two.py").write_text(TESTS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-v", "-rs", "-p", "tests.slow", f"--rootdir={tmp_path}", *given]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PY")}

    said = subprocess.run(
        command, cwd=tmp_path, env=environment | {"PYTHONPATH": str(ROOT)}, check=False, capture_output=True, text=True
    ).stdout

    results = [line.partition("::")[2].partition(" (")[0].split()[:2] for line in said.splitlines() if "::" in line]
    assert sorted(" ".join(it) for it in results) == ended
    assert (WHY in said) == ("test_in_a_minute SKIPPED" in ended)
