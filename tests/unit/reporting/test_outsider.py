"""Somebody outside with a solver finds no small number, and works out no hidden one, whatever the rollout."""

from collections.abc import Iterator

import pytest

from services.reporting.figures.knowledge import Heard
from services.reporting.report.whole import compose
from services.reporting.suppression.cells import FEWEST_TOLD
from tests.unit.reporting.outsider import PEOPLE, Outsider, numbers, value
from tests.unit.reporting.rollouts import Rollout

ROLLOUTS = 30
TRUTH = dict[str, float]


def inside(heard: Heard) -> TRUTH:
    """Return every number as it is."""
    found = {name: value(name, number) for name, number in numbers(compose(heard, public=False))}
    return found | dict(_before(found))


def _before(found: TRUTH) -> Iterator[tuple[str, float]]:
    """Yield how many took part before: who came and is no first-timer. That stands nowhere."""
    for name, firsts in found.items():
        if name.startswith("first_timers"):
            came = found.get(name.replace("first_timers", "people"), found[name.replace("first_timers", "attended")])
            yield name.replace("first_timers", "before"), came - firsts


def small(truth: TRUTH) -> list[str]:
    """Return the numbers of few people; those of donors are made of others, that are looked at themselves."""
    people = {name: it for name, it in truth.items() if name.split(",")[0] in {*PEOPLE, "before"}}
    return [name for name, it in people.items() if 0 < it < FEWEST_TOLD and "donor" not in name]


@pytest.mark.parametrize("seed", range(ROLLOUTS))
def test_no_small_number_is_found_from_all_that_is_public(seed: int) -> None:
    rollout = Rollout(seed)
    heard = rollout.heard()
    truth = inside(heard)

    outsider = Outsider(compose(heard, public=True), heard, rollout.public)

    reckoned = [name for name in small(truth) if name in outsider.columns]
    assert len(reckoned) > 3
    assert [name for name in small(truth) if name in outsider.known] == []
    assert [name for name in reckoned if not outsider.could_be(name, enough(name))] == []
    assert [name for name in outsider.hidden if truth[name] and not other(outsider, name, truth[name])] == []


def enough(name: str) -> int:
    """Return what it must look like; before stands nowhere, and of eleven who came one is a first-timer at least."""
    return FEWEST_TOLD - 1 if name.startswith("before") else FEWEST_TOLD


def other(outsider: Outsider, name: str, true: float) -> bool:
    """Say whether the number could be another one than it is; of what two donors pay, each has half."""
    step = 0.5 if "donor" in name else 1
    return outsider.could_be(name, true + step) or outsider.could_be(name, 0, true - step)
