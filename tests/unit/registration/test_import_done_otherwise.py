"""The deed beside the dry run: what was not shown is not done, and whatever is done otherwise is told."""

from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.imports.applying.differences import CHANGED, SeatsTaken, Shown
from services.registration.imports.applying.missing_contacts import lacking, told_once
from services.registration.imports.matching.target import ListedOrganisation, Target
from services.registration.imports.matching.verdicts import Change, Verdict
from services.registration.imports.parsing.problems import problem
from services.registration.imports.parsing.row import Said
from services.registration.imports.storage import ImportRow
from services.registration.people.naming import key_of
from services.registration.people.storage import Organisation
from services.registration.seats.domain import SessionCalledOff, SessionOver

WHO, OTHER = UUID(int=1), UUID(int=2)
SEX, LANGUAGE = Change("sex", "unknown", "woman"), Change("language", "fr", "ar")
OVER = problem(SessionOver("session_id"))
ROW = Said(number=2, given_name="Exemple", family_name="Un", organisation="Horizon")


def verdict(**changes: Any) -> Verdict:
    return Verdict(**{"said": ROW, "kind": "changed", "participant_id": WHO, "seat": "take", **changes})


def shown(*changes: Change, seat: str | None = "take", notes: tuple[Any, ...] = ()) -> Shown:
    return Shown("changed", seat, [asdict(it) for it in changes], [asdict(it) for it in notes])


@pytest.mark.parametrize("changes", [(), (SEX,), (SEX, LANGUAGE)], ids=["none", "one of two", "both"])
def test_changes_that_were_shown_are_made(changes: tuple[Change, ...]) -> None:
    whole = verdict(changes=changes)

    assert shown(SEX, LANGUAGE).bound(whole) == whole


@pytest.mark.parametrize(
    "change",
    [LANGUAGE, Change("sex", "man", "woman"), Change("sex", "unknown", "man")],
    ids=["another column", "from something else", "to something else"],
)
def test_where_one_change_was_not_shown_none_is_made_and_that_is_told(change: Change) -> None:
    bound = shown(SEX).bound(verdict(changes=(SEX, change), notes=(OVER,)))

    assert (bound.kind, bound.changes, bound.notes) == ("unchanged", (), (OVER, CHANGED))
    assert bound.seat == "take", "the seat was shown"


@pytest.mark.parametrize("seat", ["refused", "has", "withdrew", None])
def test_a_seat_that_was_not_shown_is_not_taken_and_the_reason_shown_is_told_again(seat: str | None) -> None:
    bound = shown(seat=seat, notes=(OVER,)).bound(verdict(notes=(CHANGED,)))

    assert (bound.seat, bound.notes) == ("refused", (OVER, CHANGED))


def test_a_reason_that_still_holds_is_told_once() -> None:
    bound = shown(seat="refused", notes=(OVER,)).bound(verdict(notes=(OVER,)))

    assert bound.notes == (OVER,)


@pytest.mark.parametrize("seat", ["has", "refused", None])
def test_where_no_seat_is_to_be_taken_any_more_nothing_is_refused(seat: Any) -> None:
    whole = verdict(seat=seat)

    assert shown(seat="take").bound(whole) == whole


def done(**changes: Any) -> ImportRow:
    facts: dict[str, Any] = {"verdict": "changed", "outcome": "changed", "seat": "registered", "changes": []}
    return ImportRow(import_id=uuid4(), number=2, **facts | changes)


@pytest.mark.parametrize("seat", ["registered", "waiting", "offered"])
def test_a_seat_that_was_to_be_taken_may_be_one_on_the_waiting_list(seat: str) -> None:
    assert not list(shown().otherwise(done(seat=seat)))


@pytest.mark.parametrize(
    "row",
    [done(outcome="unchanged"), done(seat="refused"), done(seat=None), done(changes=[asdict(SEX)])],
    ids=["another outcome", "no seat", "no word of a seat", "another change"],
)
def test_whatever_was_done_otherwise_is_told_with_what_was_shown(row: ImportRow) -> None:
    (told,) = shown().otherwise(row)

    assert (told["rule"], told["values"]) == ("done-otherwise", {"shown": "changed", "seat": "take"})


def test_a_seat_where_none_was_shown_is_done_otherwise() -> None:
    assert not list(shown(seat="has").otherwise(done(seat="has")))
    assert list(shown(seat="has").otherwise(done(seat="registered")))


def test_a_row_tells_what_was_shown_of_it_before_anything_is_done() -> None:
    row = done(verdict="new", seat="take", changes=[asdict(SEX)], notes=[asdict(OVER)])

    assert Shown.of(row) == Shown("new", "take", [asdict(SEX)], [asdict(OVER)])


WHY = SessionCalledOff("session_id")


@pytest.mark.parametrize(
    ("taken", "who", "seat"),
    [
        (SeatsTaken({WHO: "waiting"}, WHY), WHO, "waiting"),
        (SeatsTaken({OTHER: "registered"}, WHY), WHO, "refused"),
        (SeatsTaken({}, None), WHO, "refused"),
        (SeatsTaken({WHO: "registered"}), None, "take"),
    ],
    ids=["got a place in the queue", "others got one", "nobody got one", "nobody is known yet"],
)
def test_a_verdict_says_which_seat_was_taken(taken: SeatsTaken, who: UUID | None, seat: str) -> None:
    assert taken.given(verdict(), who).seat == seat


def test_whoever_got_no_seat_is_told_why() -> None:
    assert SeatsTaken({}, WHY).given(verdict(notes=(OVER,)), WHO).notes == (OVER, problem(WHY))
    assert SeatsTaken({}, None).given(verdict(notes=(OVER,)), WHO).notes == (OVER,)


def test_who_had_a_seat_before_keeps_it_whatever_others_get() -> None:
    whole = verdict(seat="has")

    assert SeatsTaken({WHO: "waiting"}, WHY).given(whole, WHO) == whole


def organisation(**contacts: Any) -> Organisation:
    return Organisation(id=WHO, name="Horizon", kind="association", region="MA-02", **contacts)


def target(**contacts: Any) -> Target:
    key = key_of("Horizon") or ""
    return Target(None, "MA-02", "association", {key: ListedOrganisation("Horizon", **contacts)})


BOTH = {"email": "horizon@example.org", "phone": "+212600000001"}


@pytest.mark.parametrize(
    ("known", "listed", "filled_in"),
    [
        ({}, BOTH, BOTH),
        ({"phone": "+212600000009", "phone_kind": "mobile"}, BOTH, {"email": BOTH["email"]}),
        ({"email": "other@example.org"}, BOTH, {"phone": BOTH["phone"]}),
        ({}, {"email": None, "phone": None}, {}),
        ({"email": "other@example.org"}, {"email": BOTH["email"]}, {}),
    ],
    ids=["both are missing", "the address is", "the phone is", "the list gives none", "the list gives another"],
)
def test_only_a_contact_that_is_missing_is_filled_in(
    known: dict[str, Any], listed: dict[str, Any], filled_in: dict[str, str]
) -> None:
    assert lacking(organisation(**known), ROW, target(**listed)) == filled_in


def test_an_association_that_the_list_does_not_name_is_given_nothing() -> None:
    assert lacking(organisation(), Said(number=2), target(**BOTH)) == {}
    assert lacking(organisation(), Said(number=2, organisation="Soleil"), target(**BOTH)) == {}


def test_what_an_association_is_given_is_told_in_its_first_row_that_is_taken_in() -> None:
    of_horizon = [verdict(organisation_id=WHO, kind=kind) for kind in ("problem", "new", "unchanged")]
    elsewhere = [verdict(organisation_id=None), verdict(organisation_id=OTHER)]

    told = list(told_once([*elsewhere, *of_horizon], [organisation()], target(**BOTH)))

    assert [[(it.column, it.rule) for it in one.notes] for one in told] == [
        [],
        [],
        [],
        [("organisation_phone", "association-phone-added"), ("organisation_email", "association-email-added")],
        [],
    ]
