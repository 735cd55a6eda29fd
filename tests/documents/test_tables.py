"""The tables of docs/architecture.md name what the code has: topics with who hears them, permissions."""

import re

import pytest

from programs.documents.catalogue import by_topic, hearers
from tests.architecture.built import NAMES, app, permissions, routes
from tests.documents.written import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
OF_ALL = "all, in a demonstration only"
OUTER_WORLD = "the page of the outer world, in a demonstration"  # a simulator, and no service


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading."""
    (part,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return [line.strip("| ").split(" | ") for line in re.findall(r"^\| .*$", part, re.MULTILINE)[1:]]


def quoted(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def asked() -> dict[str, set[str]]:
    """Return each permission with the services whose routes ask for it."""
    found: dict[str, set[str]] = {}
    for service in NAMES:
        for permission in {it for _, route in routes(app(service)) for it in permissions(route)}:
            found.setdefault(permission, set()).add(service)
    return found


@pytest.mark.parametrize("topic", by_topic())
def test_the_table_of_topics_says_what_each_carries_and_who_hears_it(topic: str) -> None:
    told = {quoted(cells[0]).pop(): (quoted(cells[2]), set(cells[-1].split(", "))) for cells in rows("Topics")}

    events = by_topic()[topic]

    assert told[topic][0] == {event.type for event in events}
    assert told[topic][1] == {name for event in events for name in hearers(event)}


def test_the_table_of_permissions_says_which_services_ask_for_each() -> None:
    services = {OF_ALL: set(NAMES), OUTER_WORLD: set[str]()}

    told = {
        name: services.get(cells[1], set(cells[1].split(", ")))
        for cells in rows("Permissions")
        for name in quoted(cells[0])
    }

    assert {name: services for name, services in told.items() if services} == asked()
