"""`make test QUICK=1` runs what a change needs: known by where tests and code lie, not by a list of tests."""

import pytest

from tests.architecture.built import ROOT
from tests.quick import CODE, INTEGRATION, left_out

FILES = sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "tests").rglob("test_*.py"))


def run(*changes: str) -> set[str]:
    """Return the folders of tests of which some are run."""
    return {file.rpartition("/")[0].removeprefix("tests/") for file in FILES if not left_out(file, changes)}


def test_every_folder_of_integration_is_about_some_code_that_exists() -> None:
    folders = {it.name for it in (ROOT / INTEGRATION).iterdir() if it.is_dir() and any(it.glob("test_*.py"))}

    assert folders == CODE.keys()
    assert [code for code in CODE.values() if not (ROOT / code).is_dir()] == []


def test_without_a_change_all_but_stories_and_integration_are_run() -> None:
    kinds = {file.split("/")[1] for file in FILES}

    assert {folder.partition("/")[0] for folder in run()} == kinds - {"e2e", "faults", "embedded", "integration"}


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        ("services/registration/seats/actions.py", {"integration/registration", "integration"}),
        ("tests/integration/reporting/test_numbers_open.py", {"integration/reporting"}),
        ("shared/kernel/outbox.py", {"integration/kernel"}),
        ("docs/architecture.md", set()),
    ],
)
def test_a_change_needs_the_integration_of_its_own_part(change: str, needed: set[str]) -> None:
    assert run(change) - run() == needed


def test_a_folder_is_looked_into_where_a_file_in_it_is_needed() -> None:
    changes = ["services/registration/app.py"]
    needed = [file for file in FILES if not left_out(file, changes)]

    folders = {f"{file.rsplit('/', depth)[0]}/" for file in needed for depth in range(1, file.count("/") + 1)}

    assert [folder for folder in folders if left_out(folder, changes)] == []
