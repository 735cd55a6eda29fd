"""What the console reckons for itself: averages of the many, the leaf that lies open, the order of a list."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.attendance.domain import Marked
from services.registration.attendance.pages import Leaf, turned_to
from services.registration.attendance.sheet_form import without_stray_minutes
from services.registration.attendance.storage import Attendance
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.lines import Line, by_name, seated
from services.registration.seats.storage import Block, Registration
from services.registration.voices.pages import by_theme, together
from services.registration.voices.storage import Feedback, Recommendation
from shared.events import AttendanceState, SeatState

AT = datetime(2017, 8, 23, 8, tzinfo=UTC)


def answers(*ratings: int) -> list[Feedback]:
    return [
        Feedback(id=uuid4(), session_id=uuid4(), usefulness=it, method=5, organisation=1, comment=f"Exemple {it}")
        for it in ratings
    ]


def test_few_answers_are_counted_and_not_shown() -> None:
    few = together(answers(5, 4, 3, 2))

    assert (few.number, few.averages, few.comments) == (4, {}, ())


def test_five_answers_have_averages_and_comments_in_an_order_that_tells_nothing() -> None:
    many = together(answers(5, 4, 3, 2, 1))

    assert many.averages == {"usefulness": 3, "method": 5, "organisation": 1}
    assert list(many.comments) == [f"Exemple {it}" for it in (1, 2, 3, 4, 5)]


def test_recommendations_stand_in_the_order_of_the_themes_and_unknown_ones_last() -> None:
    themes = ("gossip", "law", "definition", "law")
    kept = [
        Recommendation(
            id=uuid4(), session_id=uuid4(), theme=it, language="fr", wording="Exemple", recorded_at=AT, recorded_by="x"
        )
        for it in themes
    ]

    assert list(by_theme(kept)) == ["definition", "law", "gossip"]
    assert len(by_theme(kept)["law"]) == 2


def line(
    family: str, organisation: str = "Exemple", state: SeatState = "registered", arabic: str | None = None
) -> Line:
    own = Organisation(id=uuid4(), name=organisation, kind="association", region="MA-02")
    named: dict[str, Any] = {
        "family_name": family or None,
        "family_name_ar": arabic,
        "given_name": None,
        "given_name_ar": None,
    }
    facts: dict[str, Any] = {"sex": "woman", "first_timer": True, "language": "fr", "route": "none"}
    person = Participant(id=uuid4(), organisation_id=own.id, **facts, **named)
    seat = Registration(id=uuid4(), session_id=uuid4(), participant_id=person.id, state=state, place=1, asked_at=AT)
    return Line(seat, person, own)


def test_a_list_is_called_out_by_organisation_then_by_name_and_only_who_has_a_seat() -> None:
    lines = [line("Z"), line("b"), line("A", "Zébu"), line("C", state="offered"), line("D", state="withdrawn")]

    assert [it.person.family_name for it in seated(lines)] == ["b", "Z", "A"]


def test_a_name_in_arabic_alone_is_sorted_by_it() -> None:
    assert by_name(line("", arabic="مثال").person) == ("مثال", "")


def leaf(*, begun: bool, missing: int) -> Leaf:
    block = Block(
        id=uuid4(), session_id=uuid4(), module_id=uuid4(), module_version=1, starts_at=AT, ends_at=AT, minutes=60
    )
    lines = [line(str(number)) for number in range(3)]
    return Leaf(block, lines, {it.person.id: mark(block, it.person.id) for it in lines[missing:]}, begun)


def mark(block: Block, participant_id: UUID) -> Attendance:
    of = {"session_id": block.session_id, "block_id": block.id, "participant_id": participant_id}
    return Attendance(**of, state="present", minutes=60, recorded_at=AT)


def test_the_sheet_opens_where_marks_are_missing_in_a_block_that_has_begun() -> None:
    complete, waiting, ahead = leaf(begun=True, missing=0), leaf(begun=True, missing=2), leaf(begun=False, missing=3)

    assert turned_to([complete, waiting, ahead], None) is waiting
    assert turned_to([complete, waiting, ahead], ahead.block.id) is ahead
    assert turned_to([complete, ahead], None) is complete
    assert turned_to([], None) is None
    assert waiting.missing == 2


@pytest.mark.parametrize(
    ("state", "kept"),
    [
        ("late", (None, 15)),
        ("partial", (30, None)),
        ("present", (None, None)),
        ("absent", (None, None)),
        ("excused", (None, None)),
    ],
)
def test_minutes_count_only_beside_the_mark_that_asks_for_them(
    state: AttendanceState, kept: tuple[int | None, int | None]
) -> None:
    [mark] = without_stray_minutes([Marked(uuid4(), state, 30, 15)], {"marks.0.minutes_late": "15"})

    assert (mark.minutes, mark.minutes_late) == kept


def test_a_form_that_asks_no_minutes_keeps_what_it_says_for_the_rules() -> None:
    [mark] = without_stray_minutes([Marked(uuid4(), "late", 15)], {"marks.0.minutes": "15"})

    assert mark.minutes == 15
