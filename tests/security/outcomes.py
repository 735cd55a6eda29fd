"""Outcomes of a run, test by test: a plugin of pytest that writes them into a file."""

import json
from pathlib import Path

import pytest


class Outcomes:
    """Keeps of each test whether it passed, failed or was skipped; what fails before or after it has failed too."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take down one part of a test: what comes before it, itself, what comes after it."""
        if report.failed:
            self.found[report.nodeid] = "failed"
        elif report.skipped or report.when == "call":
            self.found.setdefault(report.nodeid, report.outcome)

    def pytest_sessionfinish(self) -> None:
        """Write what was taken down."""
        self._file.write_text(json.dumps(self.found), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --outcomes: the file."""
    parser.addoption("--outcomes", type=Path, help="write into this file what became of each test")


def pytest_configure(config: pytest.Config) -> None:
    """Take down in the first process, which hears of the tests of all others."""
    if config.getoption("--outcomes") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(config.getoption("--outcomes")))
