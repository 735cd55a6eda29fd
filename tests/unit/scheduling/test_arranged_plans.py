"""A plan as it is kept, told and shown again: the same plan is no change, and nothing of attendance is in it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.scheduling.planning import recovery
from services.scheduling.planning.arranging import (
    Arrangement,
    booked,
    stands_already,
    told,
    where_and_when,
)
from services.scheduling.planning.change_pages import _as_told, as_planned
from services.scheduling.planning.forms import PlanForm, SessionForm, session_view
from services.scheduling.planning.pages import SHAPE, first_day, two_days, wall
from services.scheduling.planning.plan import SessionPlan, times_of
from shared.events import SessionPlanned
from tests import facts
from tests.unit.scheduling import planned

BLOCKS = planned.TWO_DAYS
PLAN = planned.plan(*BLOCKS)


def arranged(wanted: SessionPlan) -> Arrangement:
    """Return the plan as the action arranges it, whose venue and modules are there."""
    when, whens = times_of(wanted, planned.NOW)
    blocks = tuple(vars(it) | vars(span) for it, span in zip(wanted.blocks, whens, strict=True))
    session = {name: value for name, value in vars(wanted).items() if name != "blocks"} | vars(when)
    return Arrangement(planned.venue(), session | {"booked": booked(wanted.zone, when, whens)}, blocks)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAN, seats=26),
        replace(PLAN, venue_id=UUID(int=101)),
        replace(PLAN, zone="Europe/Paris"),
        replace(PLAN, ends_local=planned.local("2017-08-24T17:01")),
        replace(PLAN, blocks=BLOCKS[:2]),
        replace(PLAN, blocks=()),
        replace(PLAN, blocks=(*BLOCKS, planned.block("24T14:00", "24T15:00"))),
        replace(PLAN, blocks=(*BLOCKS[:2], replace(BLOCKS[2], module_version=2))),
        replace(PLAN, blocks=(*BLOCKS[:2], replace(BLOCKS[2], module_id=UUID(int=9)))),
        replace(
            PLAN,
            blocks=(
                *BLOCKS[:2],
                replace(BLOCKS[2], ends_local=planned.local("2017-08-24T11:59")),
            ),
        ),
    ],
    ids=[
        "seats",
        "room",
        "zone",
        "end",
        "a block less",
        "no block",
        "a block more",
        "version",
        "module",
        "a minute",
    ],
)
def test_whatever_is_planned_otherwise_is_another_plan(other: SessionPlan) -> None:
    session, blocks = planned.stored(PLAN)

    assert stands_already(arranged(PLAN), session, blocks)
    assert not stands_already(arranged(other), session, blocks)


def test_a_plan_is_told_whole_and_without_what_planning_keeps_to_itself() -> None:
    session, blocks = planned.stored(PLAN, somebody_came=True)

    said = told(session, planned.venue(name_ar="قاعة", city_ar="وجدة"), blocks)

    event = SessionPlanned(**said)
    assert (event.session_id, event.region, event.seats, event.city, event.venue) == (
        session.id,
        "MA-02",
        25,
        "Oujda",
        "Salle d'exemple",
    )
    assert (event.city_ar, event.venue_ar) == ("وجدة", "قاعة")
    assert [it.block_id for it in event.blocks] == [it.id for it in blocks]
    assert (
        said.keys()
        & {
            "state",
            "version",
            "booked",
            "somebody_came",
            "attendance_heard",
            "cancel_reason",
        }
        == set()
    )


def test_what_participants_are_told_of_the_plan_before_is_where_and_when() -> None:
    session, blocks = planned.stored(PLAN)

    before = where_and_when(session, planned.venue(), blocks)

    assert (before.city, before.venue, before.zone) == (
        "Oujda",
        "Salle d'exemple",
        planned.ZONE,
    )
    assert (before.starts_local, before.ends_at) == (
        session.starts_local,
        session.ends_at,
    )
    assert [(it.starts_at, it.ends_at) for it in before.blocks or ()] == [(it.starts_at, it.ends_at) for it in blocks]


def test_the_form_for_another_plan_sent_as_it_is_changes_nothing() -> None:
    session, blocks = planned.stored(PLAN)

    typed = as_planned(session, blocks)

    assert PlanForm.model_validate(nested(SHAPE.apart(typed))).plan() == PLAN


def nested(flat: dict[str, str]) -> dict[str, Any]:
    """Return the fields as programs send them: numbers as numbers, blocks as a list."""
    form: dict[str, Any] = {name: int(it) if it.isdigit() else it for name, it in flat.items() if "." not in name}
    rows: dict[str, dict[str, Any]] = {}
    for name, typed in flat.items():
        if name.startswith("blocks."):
            _, row, field = name.split(".")
            rows.setdefault(row, {})[field] = int(typed) if typed.isdigit() else typed
    return form | {"blocks": list(rows.values())}


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"seats": 26}, True),
        ({"venue_id": UUID(int=101)}, False),
        ({"zone": "Europe/Paris"}, False),
        ({"blocks": BLOCKS[:2]}, False),
        ({"blocks": (replace(BLOCKS[0], module_version=2), *BLOCKS[1:])}, True),
    ],
    ids=[
        "more seats",
        "another room",
        "another zone",
        "no second day",
        "another version",
    ],
)
def test_people_are_told_of_place_days_and_hours_and_of_nothing_else(change: dict[str, Any], same: bool) -> None:  # noqa: FBT001 - an expectation
    before, after = (planned.stored(it)[0] for it in (PLAN, replace(PLAN, **change)))

    assert (_as_told(before) == _as_told(after)) is same


def test_two_days_are_offered_with_four_half_days_and_no_module_chosen() -> None:
    first = first_day(datetime(2017, 8, 24).date())  # noqa: DTZ001 - a Thursday

    offered = two_days(first)

    assert (offered["starts_local"], offered["ends_local"]) == (
        "2017-08-24T09:00",
        "2017-08-25T17:00",
    )
    starts = [offered[f"blocks.{place}.starts_local"] for place in range(4)]
    assert starts == [
        "2017-08-24T09:00",
        "2017-08-24T14:00",
        "2017-08-25T09:00",
        "2017-08-25T14:00",
    ]
    assert [name for name in offered if "module" in name] == []
    assert SHAPE.apart(offered).keys() == {
        "zone",
        "seats",
        "starts_local",
        "ends_local",
    }, "rows that nobody began"


def test_a_time_is_filled_in_to_the_minute() -> None:
    assert wall(planned.local("2017-08-23T09:05:59")) == "2017-08-23T09:05"


def test_a_session_is_shown_with_its_own_blocks() -> None:
    (session, blocks), (_, others) = planned.stored(PLAN), planned.stored(PLAN, 2)

    view = session_view(session, planned.venue(), [*others, *blocks])

    assert [it.id for it in view.blocks] == [it.id for it in blocks]
    assert (view.venue, view.city, view.seats, view.state) == (
        "Salle d'exemple",
        "Oujda",
        25,
        "planned",
    )


def test_without_a_zone_or_blocks_a_form_means_morocco_and_none() -> None:
    form = SessionForm.model_validate(
        {
            "programme_id": UUID(int=1),
            "venue_id": planned.OUJDA,
            "seats": 25,
            "starts_local": "2017-08-23T09:00",
            "ends_local": "2017-08-24T17:00",
        }
    )

    assert form.plan() == planned.plan()


def test_after_a_restore_blocks_have_the_hours_that_the_wall_showed() -> None:
    _, blocks = planned.stored(PLAN)

    shown = [(recovery._on_the_wall(it.starts_at, planned.ZONE), it.starts_local) for it in blocks]

    assert [restored for restored, _ in shown] == [kept for _, kept in shown]


def test_after_a_restore_the_room_is_held_as_it_was() -> None:
    session, blocks = planned.stored(PLAN)
    event = facts.told(SessionPlanned(**told(session, planned.venue(), blocks)), 1)

    row = recovery._planned(event)

    assert list(row["booked"]) == list(session.booked)
    kept = {it: getattr(session, it) for it in ("programme_id", "venue_id", "region", "seats", "zone", "starts_at")}
    assert row.items() >= kept.items()
    assert row.keys() & {"id", "state", "version", "somebody_came"} == set()


@pytest.mark.parametrize(
    ("heard", "came", "empty"),
    [(True, False, True), (True, True, False), (False, False, False)],
    ids=str,
)
def test_a_session_seems_empty_where_attendance_would_have_told_of_somebody(
    heard: bool,  # noqa: FBT001 - a fact of the case
    came: bool,  # noqa: FBT001 - a fact of the case
    empty: bool,  # noqa: FBT001 - an expectation
) -> None:
    session, _ = planned.stored(PLAN, attendance_heard=heard, somebody_came=came)

    assert session.seems_empty is empty
