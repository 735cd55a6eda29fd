"""Laws of counting that an audit checks: parts add up, order does not matter, donors' shares make the whole."""

import random
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts, Feedback, Person, Presence, Programme, Seat, Session, gather
from services.reporting.figures.figures import figures, figures_by_region
from services.reporting.figures.numbers import INDICATORS, number
from services.reporting.figures.where import Dimension, Where
from tests.unit.reporting import heard as small

MODULES = ("a/1", "b/1")
PROGRAMMES: Any = [
    Programme("FULL", ("Finland", "Norway")),
    Programme("SPLIT", ("Finland", "Norway", "Spain"), "split"),
    Programme("LEAD", ("Norway", "Finland"), "lead"),
]
SESSIONS = [
    small.session(
        at,
        ("completed", "completed", "open", "cancelled")[at % 4],
        f"MA-{at % 3:02}",
        modules=frozenset(MODULES[: 1 + at % 2]),
        programme=PROGRAMMES[at % 3],
    )
    for at in range(7)
]
PEOPLE = [
    Person(
        f"p{at}",
        ("woman", "man", "unknown")[at % 3],
        f"o{at % 4}",
        ("ngo", "network")[at % 2],
        (None, True, False)[at % 3],
    )
    for at in range(9)
]


def rollout(seed: int) -> Facts:
    """Return who holds, who came to and who rated what, at random: people come again, blocks teach two modules."""
    chance = random.Random(seed)  # noqa: S311 - a story to be met again, no secret
    pairs = [(to, who) for to in SESSIONS for who in PEOPLE]
    some = [chance.sample(pairs, chance.randint(0, 25)) for _ in range(3)]
    held = [Seat(*pair, chance.choice(("registered", "registered", "waiting", "withdrawn"))) for pair in some[0]]
    present = [
        Presence(*pair, it, chance.randint(1, 240)) for it in MODULES for pair in some[1] if chance.random() < 0.7
    ]
    said = [Feedback(to, *(chance.randint(1, 5) for _ in range(3))) for to, _ in some[2]]
    return gather(SESSIONS, held, present, said)


FEW = settings(max_examples=30)
FACTS = st.integers(0, 2**32).map(rollout)


def counted(indicator: str, facts: Facts, **where: str) -> float:
    part = Where(**where)
    return number(indicator, facts.within(part), part) or 0


def parts(indicator: str, facts: Facts, dimension: Dimension) -> list[float]:
    return [counted(indicator, facts, **{dimension: key}) for key in facts.by(dimension)]


@FEW
@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_in_which_facts_were_heard_changes_no_number(facts: Facts, chance: random.Random) -> None:
    mixed = {
        kind: chance.sample(list(getattr(facts, kind)), len(getattr(facts, kind))) for kind in ("seats", "feedback")
    }
    again = gather(facts.sessions[::-1], mixed["seats"], facts.presences[::-1], mixed["feedback"])

    assert {it: counted(it, again) for it in INDICATORS} == {it: counted(it, facts) for it in INDICATORS}
    assert figures(again) == figures(facts)


@pytest.mark.parametrize(
    ("dimension", "indicators_"),
    [
        ("region", ("sessions_held", "registered", "cancelled_seats", "attended", "hours", "first_timers", "answers")),
        ("session", ("sessions_open", "registered", "cancelled_seats", "attended", "hours", "first_timers", "answers")),
        ("programme", ("sessions_cancelled", "registered", "attended", "hours", "first_timers", "answers")),
        ("sex", ("registered", "cancelled_seats", "attended", "hours", "people", "first_timers")),
        ("organisation", ("registered", "attended", "hours", "people", "first_timers")),
        ("module", ("hours",)),
    ],
)
@FEW
@given(facts=FACTS)
def test_what_divides_the_facts_divides_these_numbers(
    facts: Facts, dimension: Dimension, indicators_: tuple[str, ...]
) -> None:
    for indicator in indicators_:
        assert sum(parts(indicator, facts, dimension)) == pytest.approx(counted(indicator, facts)), indicator


@pytest.mark.parametrize("dimension", ["region", "session", "module", "programme", "donor"])
@FEW
@given(facts=FACTS)
def test_people_overlap_so_a_total_is_between_its_largest_part_and_their_sum(
    facts: Facts, dimension: Dimension
) -> None:
    found, total = parts("people", facts, dimension), counted("people", facts)

    assert max(found, default=0) <= total <= sum(found)


@FEW
@given(FACTS)
def test_who_came_is_at_least_as_often_there_as_once_and_a_first_timer_at_most_once(facts: Facts) -> None:
    for part in (facts, *facts.by("region").values(), *facts.by("session").values(), *facts.by("module").values()):
        assert indicators.first_timers(part) <= indicators.people(part) <= indicators.attended(part)


@FEW
@given(FACTS)
def test_who_came_and_was_not_there_before_is_a_first_timer_somewhere(facts: Facts) -> None:
    new = {it.person for it in facts.presences if it.person.first_timer is not False}

    assert indicators.first_timers(facts) == len(new)


@FEW
@given(FACTS)
def test_equal_parts_of_donors_make_the_whole_programme(facts: Facts) -> None:
    split = facts.within(Where(programme="SPLIT"))

    for indicator in ("sessions_held", "registered", "attended", "hours"):
        shares = [counted(indicator, split, donor=donor) for donor in PROGRAMMES[1].donors]
        assert sum(shares) == pytest.approx(counted(indicator, split))
        assert len(set(shares)) == 1


@pytest.mark.parametrize(
    ("programme", "shares"),
    [
        (PROGRAMMES[0], {"Finland": 1, "Norway": 1, "Spain": 0}),
        (PROGRAMMES[1], {"Finland": Fraction(1, 3), "Norway": Fraction(1, 3), "Spain": Fraction(1, 3), "France": 0}),
        (PROGRAMMES[2], {"Norway": 1, "Finland": 0, "Spain": 0}),
        (Programme("NOBODY", (), "lead"), {"Finland": 0}),
    ],
    ids=["in full", "split", "the leading one alone", "nobody pays"],
)
def test_a_donor_has_its_share_and_who_does_not_pay_has_none(programme: Programme, shares: dict[str, Any]) -> None:
    assert {donor: programme.share(donor) for donor in shares} == shares


@FEW
@given(FACTS)
def test_short_figures_are_those_of_the_report_in_every_region(facts: Facts) -> None:
    for region, short in figures_by_region(facts).items():
        told = [counted(it, facts, region=region) for it in ("registered", "attended", "hours", "first_timers")]
        assert [short.registered, short.attended, short.hours, short.first_timers] == told
        assert sum(short.by_sex.model_dump().values()) == short.unique_people <= short.registered


def test_regions_of_the_short_figures_stand_by_their_codes() -> None:
    facts = gather([small.session(1, region="MA-09"), small.session(2, region="MA-01")], [], [])

    assert list(figures_by_region(facts)) == ["MA-01", "MA-09"]


def test_of_two_sessions_at_the_same_moment_one_is_the_first_whoever_is_heard_first() -> None:
    twins = [Session(str(UUID(int=at)), "MA-01", "completed", small.BEGINS) for at in (2, 1)]
    present = [Presence(it, PEOPLE[0], None, 60) for it in twins]

    assert gather(twins, [], present).firsts == gather(twins, [], present[::-1]).firsts == {"p0": str(UUID(int=1))}


def test_a_part_that_nothing_belongs_to_is_empty_and_still_knows_the_first_timers() -> None:
    facts = gather(SESSIONS[:1], [], [Presence(SESSIONS[0], PEOPLE[0], "a/1", 60)])

    nothing = facts.within(Where(region="MA-12", sex="man"))

    assert (nothing.sessions, nothing.presences, nothing.firsts) == ([], [], facts.firsts)


def test_minutes_of_a_block_without_a_plan_count_in_the_total_and_no_module() -> None:
    facts = gather(SESSIONS[:1], [], [Presence(SESSIONS[0], PEOPLE[0], None, 90)])

    assert counted("hours", facts) == 1.5
    assert parts("hours", facts, "module") == [0]
