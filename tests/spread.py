"""How the tests are spread over the cores: whole files, the dearest first, and together what shares an installation."""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

# Folders whose tests run one after the other, in one process: pilots take two cores each and one of them is told once
# for all; faults wait more than they reckon. Compose beside pilots was tried: on two cores a start took 43 s where 40
# are allowed.
STORIES = {"tests/e2e/": "pilots", "tests/embedded/": "pilots", "tests/faults/": "faults"}


def is_story(nodeid: str) -> bool:
    """Say whether a test, or a path, is one of the stories, which take long."""
    return nodeid.startswith(tuple(STORIES))


def group(nodeid: str) -> str:
    """Return what runs in one process without a break: a file, all pilots, or all faults."""
    file = nodeid.partition("::")[0]
    return next((name for folder, name in STORIES.items() if file.startswith(folder)), file)


def processes(paths: list[str], cores: int, *, given: bool) -> int:
    """Return how many there are beside the first, each with a Kafka and a Postgres of its own; 0: the first does all.

    Servers that were given serve one process, since each test deletes every topic.
    """
    one_file = len(paths) == 1 and ".py" in paths[0]
    return 0 if given or one_file else max(2, cores)


class Spread(LoadScopeScheduling):  # type: ignore[misc] # it has no types
    """Gives each process the next group, in the order of collection."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Say how many processes `-n auto` means."""
    given = bool(os.environ.get("TAKWIN_TEST_KAFKA") and os.environ.get("TAKWIN_TEST_POSTGRES"))
    return processes(config.args, os.cpu_count() or 1, given=given)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Spread:
    """Spread by groups, in their order: the flag of Makefile keeps it."""
    return Spread(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the stories begin first: they take longest. All processes must find one order, also of what a set says."""
    items.sort(key=lambda item: (not is_story(item.nodeid), *_place(item)))


def _place(item: pytest.Item) -> tuple[str, int, str]:
    """Return where a test stands: its file, its line there, and its parameters, of a story as they are listed."""
    file, line, _ = item.location
    return file, line or 0, "" if is_story(item.nodeid) else item.nodeid
