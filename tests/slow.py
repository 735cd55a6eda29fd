"""Slow tests: each takes a minute or more; `make test SLOW=1` runs them alone, `make test` all others."""

import pytest

slow = pytest.mark.slow
WHY = "takes a minute or more: `make test SLOW=1` runs it, and .ci/run does"


def named(paths: list[str]) -> bool:
    """Say whether somebody asks for these files by name: then they run, slow or not."""
    return all(".py" in path for path in paths)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --slow."""
    parser.addoption("--slow", action="store_true", help="run the slow tests, and no others")


def pytest_configure(config: pytest.Config) -> None:
    """Say what the mark means."""
    config.addinivalue_line("markers", f"slow: {WHY}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not slow where that is asked for; skip what is slow where it is not."""
    marked = [item for item in items if item.get_closest_marker("slow")]
    if config.getoption("--slow"):
        config.hook.pytest_deselected(items=[item for item in items if item not in marked])
        items[:] = marked
    elif not named(config.args):
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=WHY))
