"""Rules of roles: each is given with exactly the limits that it has, and somebody always administers."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.access.frame import ROLES
from services.access.people.domain import (
    Asked,
    EndPast,
    LastAdministrator,
    NotForOneself,
    OrganisationNeeded,
    RegionNeeded,
    RegionUnknown,
    RoleUnknown,
    ScopeTooMuch,
    SessionsNeeded,
    check_administered,
    check_grant,
    check_not_oneself,
)
from services.access.programs import domain as programs
from shared.access import roles
from shared.refusals import Refusal

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
LIMITS: dict[str, Any] = {"region": "MA-02", "organisation_id": uuid4(), "session_ids": (uuid4(),)}
WANTED: dict[str, set[str]] = {
    "national-administrator": set(),
    "planner": {"region"},
    "coordinator": {"region"},
    "focal-point": {"region", "organisation_id"},
    "trainer": {"session_ids"},
    "reader": set(),
    "auditor": set(),
    "operator": set(),
}
NEEDED = {"region": RegionNeeded, "organisation_id": OrganisationNeeded, "session_ids": SessionsNeeded}


def asked(role: str, *limits: str, **more: Any) -> Asked:
    """Return a role with these limits."""
    return Asked(role, "Exemple", **{name: LIMITS[name] for name in limits} | more)


def test_every_role_of_people_is_known_here_and_has_a_name() -> None:
    assert set(WANTED) == set(roles.of_people())
    assert set(WANTED) | set(programs.ROLES) | {"looker"} == set(ROLES)


@pytest.mark.parametrize("role", WANTED)
def test_a_role_is_given_with_the_limits_that_it_has(role: str) -> None:
    check_grant(asked(role, *WANTED[role]), NOW)


@pytest.mark.parametrize(("role", "limit"), [(role, limit) for role, wanted in WANTED.items() for limit in wanted])
def test_a_limit_that_is_missing_is_asked_for(role: str, limit: str) -> None:
    with pytest.raises(NEEDED[limit]) as refused:
        check_grant(asked(role, *(WANTED[role] - {limit})), NOW)

    assert refused.value.field == limit


@pytest.mark.parametrize(
    ("role", "limit"), [(role, limit) for role, wanted in WANTED.items() for limit in LIMITS.keys() - wanted]
)
def test_a_limit_that_the_role_has_not_is_refused(role: str, limit: str) -> None:
    with pytest.raises(ScopeTooMuch) as refused:
        check_grant(asked(role, *WANTED[role], limit), NOW)

    assert refused.value.field == limit


@pytest.mark.parametrize("role", ["player", "notifications", "figures", "second-factor", "", "Reader"])
def test_a_role_of_programs_or_of_nobody_is_not_given_to_people(role: str) -> None:
    with pytest.raises(RoleUnknown):
        check_grant(asked(role), NOW)


@pytest.mark.parametrize("region", ["MA-99", "ma-02", "Oriental"])
def test_a_region_is_one_of_the_list(region: str) -> None:
    with pytest.raises(RegionUnknown):
        check_grant(asked("coordinator", region=region), NOW)


@pytest.mark.parametrize(("later_s", "refused"), [(-1, True), (0, True), (1, False)])
def test_a_role_ends_in_the_future_or_not_at_all(later_s: int, refused: object) -> None:
    wanted = asked("reader", ends_at=NOW + timedelta(seconds=later_s))

    assert raised(EndPast, wanted) == refused


def raised(refusal: type[Refusal], wanted: Asked) -> bool:
    """Say whether the role is refused in this way."""
    try:
        check_grant(wanted, NOW)
    except refusal:
        return True
    return False


def test_nobody_gives_to_oneself_and_the_operator_is_nobody() -> None:
    one, other = UUID(int=1), UUID(int=2)

    with pytest.raises(NotForOneself):
        check_not_oneself(one, one)
    check_not_oneself(one, other)
    check_not_oneself(one, None)


def test_somebody_goes_on_administering() -> None:
    one, other = UUID(int=1), UUID(int=2)

    with pytest.raises(LastAdministrator):
        check_administered({one}, set())
    check_administered({one, other}, {other})
    check_administered(set(), set())


@pytest.mark.parametrize(("role", "days", "possible"), [("figures", 1, True), ("figures", 366, True)])
def test_a_key_of_a_program_is_good_for_a_year_at_most(role: str, days: int, possible: object) -> None:
    programs.check_program(role, NOW, NOW + timedelta(days=days))

    assert possible


@pytest.mark.parametrize("days", [-1, 0, 366.001, 4000])
def test_a_key_ends_within_the_year(days: float) -> None:
    with pytest.raises(programs.KeyEndImpossible) as refused:
        programs.check_program("figures", NOW, NOW + timedelta(days=days))

    assert refused.value.values == {"days": 366}


@pytest.mark.parametrize("role", ["player", "notifications", "reader", "national-administrator", ""])
def test_a_program_outside_reads_figures_and_is_nothing_else(role: str) -> None:
    with pytest.raises(programs.ProgramRoleUnknown):
        programs.check_program(role, NOW, NOW + timedelta(days=1))
