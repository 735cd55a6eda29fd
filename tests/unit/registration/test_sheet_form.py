"""The sheet of a block as a form: what it shows, what was typed, and what a colleague has marked meanwhile."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.attendance.domain import Marked
from services.registration.attendance.sheet_form import Opened, as_it_stands, rows, shown, typed_of
from services.registration.attendance.storage import Attendance
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.lines import Line
from services.registration.seats.storage import Block, Registration
from shared.events import AttendanceState
from shared.http.preconditions import ChangedMeanwhile
from shared.web.filling import Filled

AT = datetime(2017, 8, 23, 8, tzinfo=UTC)
BLOCK = Block(
    id=uuid4(), session_id=uuid4(), module_id=uuid4(), module_version=1, starts_at=AT, ends_at=AT, minutes=240
)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def line(who: UUID) -> Line:
    own = Organisation(id=uuid4(), name="Exemple", kind="association", region="MA-02")
    facts: dict[str, Any] = {"sex": "woman", "first_timer": True, "language": "fr", "route": "none"}
    person = Participant(id=who, organisation_id=own.id, given_name="Exemple", family_name=str(who.int), **facts)
    seat = Registration(
        id=uuid4(), session_id=BLOCK.session_id, participant_id=who, state="registered", place=1, asked_at=AT
    )
    return Line(seat, person, own)


def stands(who: UUID, state: AttendanceState, minutes: int) -> Attendance:
    of = {"session_id": BLOCK.session_id, "block_id": BLOCK.id, "participant_id": who}
    return Attendance(**of, state=state, minutes=minutes, recorded_at=AT)


def filled(**values: str) -> Filled[Any]:
    return Filled({name.replace("__", "."): value for name, value in values.items()})


@pytest.mark.parametrize(
    ("state", "minutes", "said"),
    [
        ("present", 240, "present"),
        ("late", 240, "late"),
        ("late", 225, "late 15"),
        ("partial", 60, "partial 60"),
        ("absent", 0, "absent"),
        ("excused", 0, "excused"),
    ],
)
def test_a_mark_is_shown_with_the_number_that_it_asks_for(state: AttendanceState, minutes: int, said: str) -> None:
    assert as_it_stands(stands(ONE, state, minutes), BLOCK) == said


def test_where_there_is_no_mark_nothing_is_shown() -> None:
    lines = [line(ONE), line(TWO)]

    assert shown(lines, {TWO: stands(TWO, "late", 225)}, BLOCK) == {str(ONE): "", str(TWO): "late 15"}


def test_the_form_opens_with_the_marks_as_they_stand_and_present_for_the_others() -> None:
    marks = {TWO: stands(TWO, "late", 225), THREE: stands(THREE, "partial", 60)}

    found = rows([line(ONE), line(TWO), line(THREE)], marks, BLOCK, None)

    assert [(it.state, it.minutes, it.minutes_late, it.marked) for it in found] == [
        ("present", "", "", False),
        ("late", "", "15", True),
        ("partial", "60", "", True),
    ]
    assert [it.field for it in found] == ["marks.0", "marks.1", "marks.2"]


def test_a_form_that_was_refused_comes_back_as_typed_each_row_with_its_person() -> None:
    typed = filled(
        marks__0__participant_id=str(TWO),
        marks__0__state="partial",
        marks__0__minutes="999",
        marks__1__participant_id=str(ONE),
        marks__1__state="absent",
    )

    one, two = rows([line(ONE), line(TWO)], {ONE: stands(ONE, "present", 240)}, BLOCK, typed)

    assert (one.field, one.state, one.marked) == ("marks.1", "absent", True)
    assert (two.field, two.state, two.minutes, two.marked) == ("marks.0", "partial", "999", False)


def test_a_row_that_was_not_in_the_form_keeps_the_mark_that_stands() -> None:
    typed = filled(marks__0__participant_id=str(TWO), marks__0__state="absent")

    _, late = rows([line(TWO), line(ONE)], {ONE: stands(ONE, "late", 225)}, BLOCK, typed)

    assert (late.state, late.minutes_late) == ("late", "15")


def test_people_of_a_form_stay_in_its_order_without_who_has_lost_the_seat() -> None:
    typed = filled(
        marks__0__participant_id=str(TWO),
        marks__0__state="absent",
        marks__1__participant_id=str(THREE),
        marks__2__participant_id=str(ONE),
        marks__3__participant_id=str(TWO),
    )

    assert [it.person.id for it in typed_of([line(ONE), line(TWO)], typed)] == [TWO, ONE]


PRESENT, ABSENT = Marked(ONE, "present"), Marked(ONE, "absent")


def opened(mark: Marked, showed: str | None) -> Opened:
    """Return the form of one person, sent back after it showed this; None where it does not say."""
    return Opened([mark], None if showed is None else {str(mark.participant_id): showed})


@pytest.mark.parametrize(
    ("mark", "showed", "now"),
    [
        (PRESENT, "present", stands(ONE, "present", 240)),
        (ABSENT, "present", stands(ONE, "present", 240)),
        (ABSENT, "present", stands(ONE, "absent", 0)),
        (PRESENT, "", None),
        (ABSENT, "", None),
        (Marked(ONE, "late", None, 15), "late 10", stands(ONE, "late", 230)),
    ],
    ids=[
        "nothing changed",
        "changed here alone",
        "changed by both alike",
        "the first mark, as proposed",
        "the first mark, chosen",
        "the number changed here alone",
    ],
)
def test_a_mark_is_made_where_no_colleague_has_made_another(mark: Marked, showed: str, now: Attendance | None) -> None:
    form = opened(mark, showed)

    left = form.leave(BLOCK, {ONE: now} if now else {})

    assert (set(left), form.kept) == (set(), 0)


@pytest.mark.parametrize(
    ("mark", "showed", "now"),
    [
        (PRESENT, "", stands(ONE, "absent", 0)),
        (PRESENT, "present", stands(ONE, "late", 225)),
        (Marked(ONE, "late", None, 15), "late 15", stands(ONE, "late", 200)),
        (Marked(ONE, "partial", 60), "partial 60", None),
    ],
    ids=["a first mark", "another mark", "another number", "a mark taken away"],
)
def test_a_colleague_s_later_mark_stays_where_this_reader_touched_nothing(
    mark: Marked, showed: str, now: Attendance | None
) -> None:
    form = opened(mark, showed)

    left = form.leave(BLOCK, {ONE: now} if now else {})

    assert (set(left), form.kept) == ({ONE}, 1)


@pytest.mark.parametrize(
    ("mark", "showed", "now", "said"),
    [
        (ABSENT, "present", stands(ONE, "late", 225), "late 15"),
        (Marked(ONE, "late", None, 15), "late 10", stands(ONE, "late", 200), "late 40"),
        (ABSENT, "", stands(ONE, "present", 240), "present"),
        (PRESENT, None, stands(ONE, "absent", 0), "absent"),
    ],
    ids=["two marks", "two numbers", "chosen over a proposal", "a form that does not say what it showed"],
)
def test_a_mark_that_both_have_changed_is_asked_about(
    mark: Marked, showed: str | None, now: Attendance, said: str
) -> None:
    with pytest.raises(ChangedMeanwhile) as caught:
        opened(mark, showed).leave(BLOCK, {ONE: now})

    assert caught.value.theirs == {"marks.0.state": said}


def test_the_form_shown_again_keeps_what_was_chosen_and_renews_the_rest() -> None:
    marks = [Marked(ONE, "absent"), Marked(TWO, "present"), Marked(THREE, "present")]
    form = Opened(marks, {str(ONE): "", str(TWO): "present", str(THREE): ""})
    with pytest.raises(ChangedMeanwhile):
        form.leave(BLOCK, {ONE: stands(ONE, "present", 240), TWO: stands(TWO, "late", 225)})

    again = form.renewed({"marks.0.state": "absent", "marks.1.state": "present", "marks.2.state": "x", "kept": "y"})

    assert again == {
        "kept": "y",
        "marks.0.state": "absent",
        "marks.1.state": "late",
        "marks.1.minutes": "",
        "marks.1.minutes_late": "15",
        "marks.2.state": "present",
        "marks.2.minutes": "",
        "marks.2.minutes_late": "",
    }
