"""`make test` runs every test once or says that it is slow, whole files at a time, in as many processes as cores."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import which

import pytest

from tests import spread
from tests.architecture.built import ROOT

FILES = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "tests").rglob("test_*.py"))


def recipe(target: str, *given: str) -> str:
    """Return what `make` would run."""
    told = subprocess.run(
        [str(which("make")), "--dry-run", "--no-print-directory", target, *given],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},  # and not what the make was given that runs these tests
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout


def test_make_test_leaves_no_file_out_by_itself() -> None:
    line = next(it for it in recipe("test").splitlines() if "pytest" in it)

    assert len(FILES) > 100
    assert re.findall(r"pytest.*\s(-k|-m|--ignore\S*|--deselect\S*|--quick|--slow|tests)\b", line) == []
    assert "-n auto --no-loadscope-reorder" in line


def test_before_a_change_lands_all_tests_run_the_slow_ones_by_themselves() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert [line for line in ci if re.match(r"\s*make test\b", line)] == ["make test", "make test SLOW=1"]


@pytest.mark.parametrize("options", [(), ("QUICK=1",), ("SLOW=1",), ("TESTS=tests/unit",)], ids=str)
def test_what_was_skipped_and_the_slowest_ten_are_told_at_the_end(options: tuple[str, ...]) -> None:
    assert "-rfEs --durations=10" in recipe("test", *options)


def test_a_file_is_in_one_group_and_stories_are_in_two() -> None:
    groups = {file: {spread.group(f"{file}::test_a"), spread.group(f"{file}::test_b[tests/e2e/]")} for file in FILES}
    shared = {file.split("/")[1]: found for file, found in groups.items() if found != {file}}

    assert {file for file, found in groups.items() if len(found) > 1} == set()
    assert shared == {"e2e": {"pilots"}, "embedded": {"pilots"}, "faults": {"faults"}}


@pytest.mark.parametrize(
    ("paths", "cores", "given", "processes"),
    [
        (["tests"], 2, False, 2),
        (["tests"], 8, False, 8),
        (["tests"], 1, False, 2),
        (["tests"], 8, True, 0),
        (["tests/unit/kernel/test_days.py"], 8, False, 0),
        (["tests/unit/kernel/test_days.py::test_one"], 8, False, 0),
        (["tests/unit"], 8, False, 8),
    ],
)
def test_there_is_a_process_per_core_but_one_for_given_servers_or_one_file(
    paths: list[str], cores: int, given: object, processes: int
) -> None:
    assert spread.processes(paths, cores, given=bool(given)) == processes


def test_processes_agree_on_the_tests_also_where_a_set_says_which_there_are(tmp_path: Path) -> None:
    words = {f"word {number}" for number in range(50)}
    file = tmp_path / "test_set.py"
    file.write_text(f"import pytest\n@pytest.mark.parametrize('it', {words})\ndef test_it(it): pass\n", "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.spread",
        "-n",
        "2",
        f"--rootdir={tmp_path}",
        str(file),
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PY")}

    ended = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)

    assert "50 passed" in ended.stdout
