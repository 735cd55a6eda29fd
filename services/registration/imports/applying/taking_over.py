"""The deed of a list: organisations registered, people recorded or brought up to date, seats taken."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import storage
from services.registration.imports.applying.differences import CHANGED, SeatsTaken, Shown
from services.registration.imports.applying.missing_contacts import fill_in, told_once
from services.registration.imports.matching import storage as known
from services.registration.imports.matching.verdicts import Verdict, goes_with, judge, once_each
from services.registration.imports.matching.whole_list import Listed
from services.registration.imports.parsing.problems import problem
from services.registration.imports.storage import ImportRow
from services.registration.people import actions as people
from services.registration.seats import actions, taking
from services.registration.seats.storage import lock_session
from shared.refusals import Refusal


async def take_over(db: AsyncSession, rows: Sequence[ImportRow], listed: Listed) -> None:
    """Do what the list says in these rows, as people are known now, or none of it; what had a problem is left out.

    Nobody who is known is changed otherwise than was shown. People are kept where no seat is given.
    Raises what actions on people raise; IntegrityError where somebody else was faster.
    """
    shown = {row.number: Shown.of(row) for row in rows}
    left_out = [row for row in rows if row.verdict == "problem"]
    confirmed = [row for row in rows if row.verdict != "problem"]
    said = [listed.by_number[row.number] for row in confirmed]
    found = await known.load(db, said, listed.target)
    judged = told_once(once_each(judge(one, found, listed.target) for one in said), found.organisations, listed.target)
    verdicts = [shown[one.said.number].bound(one) for one in judged]
    await fill_in(db, verdicts, listed.target)
    who = await _people(db, verdicts, listed)
    wanted = [who[it.said.number] for it in verdicts if it.seat == "take"]
    seats_taken = await _seats(db, listed.target.session_id, wanted)
    for row in left_out:
        row.outcome = "problem"
    for row, verdict in zip(confirmed, verdicts, strict=True):
        _put_down(row, seats_taken.given(verdict, who.get(row.number)))
        row.notes = [*row.notes, *shown[row.number].otherwise(row)]
    await _remember(db, verdicts, who, listed)


async def settle(db: AsyncSession, import_id: UUID) -> int:
    """End the rows that go with another as that one has ended; return how many."""
    rows = await storage.going_with_others(db, import_id)
    for row, outcome in rows:
        shown = Shown.of(row)
        left_out = outcome == "problem"
        row.outcome = "problem" if left_out else "unchanged"
        row.problems = [asdict(goes_with(row.same_as))] if left_out else []
        row.notes = [*([] if left_out else row.notes), *shown.otherwise(row)]
    return len(rows)


def refuse(row: ImportRow, refusal: Refusal) -> None:
    """Put down that nothing was done with the row after all, and why."""
    shown = Shown.of(row)
    row.outcome, row.seat, row.changes, row.problems = "problem", None, [], [asdict(problem(refusal))]
    row.notes = [*shown.otherwise(row)]


def _put_down(row: ImportRow, verdict: Verdict) -> None:
    row.outcome, row.seat = verdict.kind, verdict.seat
    row.problems = [asdict(one) for one in verdict.problems]
    row.changes = [asdict(one) for one in verdict.changes]
    row.notes = [asdict(one) for one in verdict.notes]


async def _remember(db: AsyncSession, verdicts: Sequence[Verdict], who: Mapping[int, UUID], listed: Listed) -> None:
    """Keep which rows were taken over; what was said of somebody before they were changed may be said again."""
    session_id, region = listed.target.session_id, listed.target.region
    await storage.forget_taken(db, [who[one.said.number] for one in verdicts if one.kind == "changed"], session_id)
    done = [one.said.number for one in verdicts if one.kind != "problem" and CHANGED not in one.notes]
    rows = {number: listed.by_number[number].fingerprint(region) for number in done if number in who}
    await storage.keep_taken(
        db,
        [{"fingerprint": row, "session_id": session_id, "participant_id": who[number]} for number, row in rows.items()],
    )


async def _people(db: AsyncSession, verdicts: Sequence[Verdict], listed: Listed) -> dict[int, UUID]:
    """Return row → person, recorded or brought up to date."""
    who = {one.said.number: one.participant_id for one in verdicts if one.participant_id}
    changing = [one for one in verdicts if one.kind in {"new", "changed"}]
    registered = await _organisations(db, changing, listed)
    persons = {
        one.said.number: one.person(one.organisation_id or registered[one.said.organisation_key or ""])
        for one in changing
    }
    new = [one.said.number for one in changing if one.kind == "new"]
    recorded = await people.record_participants(db, [persons[number] for number in new], "list")
    for verdict in changing:
        if verdict.participant_id:
            await people.update_participant(db, verdict.participant_id, persons[verdict.said.number], "list")
    return who | {number: person.id for number, person in zip(new, recorded, strict=True)}


async def _organisations(db: AsyncSession, changing: Sequence[Verdict], listed: Listed) -> dict[str, UUID]:
    """Register the organisations that are new, and return them by what they are found again by."""
    keys = dict.fromkeys(one.said.organisation_key or "" for one in changing if one.organisation_id is None)
    return {key: (await people.register_organisation(db, listed.target.entry(key))).id for key in keys}


async def _seats(db: AsyncSession, session_id: UUID | None, who: Sequence[UUID]) -> SeatsTaken:
    """Return what each has got, first come first; nobody where the session gives no seats any more."""
    if session_id is None or not who:
        return SeatsTaken()
    await lock_session(db, session_id)  # what is asked now holds until the seats are taken
    if why := await known.why_no_seat(db, session_id):
        return SeatsTaken({}, why)
    if len(who) == 1:  # as by hand: somebody may have been registered just now
        return SeatsTaken({who[0]: (await actions.register(db, session_id, who[0]))[1]})
    taken = await taking.take_all(db, session_id, who)
    return SeatsTaken(taken, await known.why_no_seat(db, session_id))
