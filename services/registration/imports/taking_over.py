"""What a list says, done: associations registered, people recorded or brought up to date, seats taken."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration import actions, seats
from services.registration.imports import known, storage
from services.registration.imports.actions import Listed
from services.registration.imports.storage import ImportRow
from services.registration.imports.verdicts import Verdict, judge, once_each
from services.registration.people import actions as people


async def take_over(db: AsyncSession, rows: Sequence[ImportRow], listed: Listed) -> None:
    """Do what the list says in these rows, as people are known now, or none of it; what had a problem is left out.

    Raises what actions on people and seats raise; IntegrityError where somebody else was faster.
    """
    confirmed = [row for row in rows if row.verdict != "problem"]
    said = [listed.by_number[row.number] for row in confirmed]
    found = await known.load(db, said, listed.target)
    verdicts = list(once_each(judge(one, found, listed.target) for one in said))
    who = await _people(db, verdicts, listed)
    taken = await _seats(db, listed.target.session_id, [who[it.said.number] for it in verdicts if it.seat == "take"])
    for row in rows:
        row.outcome = "problem"
    for row, verdict in zip(confirmed, verdicts, strict=True):
        row.outcome, row.problems = verdict.kind, [asdict(one) for one in verdict.problems]
        row.changes = [asdict(one) for one in verdict.changes]
        row.seat = taken[who[row.number]] if verdict.seat == "take" else verdict.seat
    await _remember(db, verdicts, who, listed)


async def _remember(db: AsyncSession, verdicts: Sequence[Verdict], who: Mapping[int, UUID], listed: Listed) -> None:
    """Keep which rows were taken over; what was said of somebody before they were changed may be said again."""
    session_id, region = listed.target.session_id, listed.target.region
    await storage.forget_taken(db, [who[one.said.number] for one in verdicts if one.kind == "changed"], session_id)
    numbers = [one.said.number for one in verdicts if one.kind != "problem"]
    rows = {number: listed.by_number[number].fingerprint(region) for number in numbers}
    await storage.keep_taken(
        db,
        [{"fingerprint": row, "session_id": session_id, "participant_id": who[number]} for number, row in rows.items()],
    )


async def _people(db: AsyncSession, verdicts: Sequence[Verdict], listed: Listed) -> dict[int, UUID]:
    """Return row → person, recorded or brought up to date."""
    who = {one.said.number: one.participant_id for one in verdicts if one.participant_id}
    changing = [one for one in verdicts if one.kind in {"new", "changed"}]
    registered = await _associations(db, changing, listed)
    persons = {
        one.said.number: one.person(one.organisation_id or registered[one.said.organisation_key or ""])
        for one in changing
    }
    new = [one.said.number for one in changing if one.kind == "new"]
    recorded = await people.record_participants(db, [persons[number] for number in new])
    for one in changing:
        if one.participant_id:
            await people.update_participant(db, one.participant_id, persons[one.said.number])
    return who | {number: person.id for number, person in zip(new, recorded, strict=True)}


async def _associations(db: AsyncSession, changing: Sequence[Verdict], listed: Listed) -> dict[str, UUID]:
    """Register the associations that are new, and return them by what they are found again by."""
    keys = dict.fromkeys(one.said.organisation_key or "" for one in changing if one.organisation_id is None)
    return {key: (await people.register_organisation(db, listed.target.entry(key))).id for key in keys}


async def _seats(db: AsyncSession, session_id: UUID | None, who: Sequence[UUID]) -> dict[UUID, str]:
    """Return person → what each has got. One alone is registered as by hand, so that no race refuses it."""
    if session_id is None or not who:
        return {}
    if len(who) > 1 and (taken := await seats.take_all(db, session_id, who)):
        return dict(taken)
    return {one: (await actions.register(db, session_id, one))[1] for one in who}
