"""Actions on a list: take it in, say what its columns are, look at the dry run, confirm or drop it."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import get_args
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import refusals, storage
from services.registration.imports import remembered as remembering
from services.registration.imports.applying.missing_contacts import told_once
from services.registration.imports.matching import storage as known
from services.registration.imports.matching.answers import answered
from services.registration.imports.matching.verdicts import Kind, Verdict, judge, once_each, with_their_rows
from services.registration.imports.matching.whole_list import Listed
from services.registration.imports.matching.whole_list import listed as understood
from services.registration.imports.parsing import headings, problems, proposals
from services.registration.imports.parsing.headings import Column
from services.registration.imports.parsing.row import Answer
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading import limits
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.storage import PeopleImport
from services.registration.people.domain import OrganisationKind, check_region
from services.registration.people.storage import Organisation
from services.registration.seats import domain
from services.registration.seats.storage import Session
from shared.http.preconditions import Check, at_will
from shared.kernel import clock
from shared.kernel.clock import machine_now
from shared.kernel.database import REACH

log = structlog.get_logger()

SEATS_SHOWN = ("take", "has", "withdrew", "refused")
AT_ONCE = 500  # rows that are looked up together
EDITABLE = ("unclear", "checked")
SEVERAL = {refusal().rule for refusal in problems.SEVERAL}
BY_TITLE = {refusal().rule for refusal in problems.BY_TITLE.values()}


@dataclass(frozen=True)
class Choice:
    """What is chosen beside the file: the session, or none; region and kind of organisations that are new to us."""

    session_id: UUID | None = None
    region: str | None = None
    kind: OrganisationKind = "association"


async def take_in(db: AsyncSession, file_name: str, sheet: Sheet, choice: Choice) -> PeopleImport:
    """Keep the list and look at it as if it were carried out; nothing else is changed.

    Where a session has no seats, each row says so; all are taken in. Raises SessionUnknown, RegionUnknown, TooManyRows.
    """
    remembered = await remembering.find(db, sheet.rows)
    found = remembered.headings if remembered else proposals.find(sheet.rows)
    sheet = replace(sheet, choices={"family_first": dict(remembered.family_first)} if remembered else {})
    people_import = PeopleImport(
        id=clock.new_id(db),
        file_name=file_name,
        session_id=choice.session_id,
        region=await _region(db, choice),
        kind=choice.kind,
        reach=dict(db.info[REACH]),
        remembered=bool(remembered),
        choices=sheet.choices,
        cells=await asyncio.to_thread(storage.packed, sheet),
        beside=await asyncio.to_thread(storage.packed_beside, sheet),
        created_at=machine_now(),
    )
    db.add(people_import)
    await look_at(db, people_import, sheet, found.row, found.columns)
    return _told(people_import, people_import.counts.get("rows"))


def _told(people_import: PeopleImport, rows: int | None) -> PeopleImport:
    log.info("import.taken_in", import_id=people_import.id, state=people_import.state, rows=rows)
    return people_import


async def choose_columns(
    db: AsyncSession,
    import_id: UUID,
    heading_row: int,
    columns: Mapping[Column, int],
    check: Check[PeopleImport] = at_will,
) -> PeopleImport:
    """Read the list by these columns; by those of another row of headings, where that is chosen.

    Raises what `check` raises, ImportUnknown, AlreadyConfirmed, HeadingsNotThere, TooManyRows.
    """
    people_import = await editable(db, import_id)
    check(people_import)
    sheet = await asyncio.to_thread(lambda: people_import.sheet)
    if heading_row >= len(sheet.rows):
        raise refusals.HeadingsNotThere("heading_row")
    if heading_row != people_import.heading_row:
        columns = proposals.proposed(sheet.rows, heading_row, headings.recognised(sheet.rows[heading_row]))
    by_hand, orders = heading_row == people_import.heading_row, remembering.orders_kept(people_import, columns)
    people_import.choices = {**people_import.choices, "by_hand": by_hand, "family_first": orders}
    await look_at(db, people_import, replace(sheet, choices=people_import.choices), heading_row, columns)
    if people_import.state == "checked" and by_hand:
        await remembering.keep(db, people_import, sheet.rows[heading_row], columns)
    return people_import


async def answer(
    db: AsyncSession,
    import_id: UUID,
    organisations: Mapping[str, str],
    people: Mapping[int, Answer],
    check: Check[PeopleImport] = at_will,
) -> PeopleImport:
    """Look again, with what these names mean (name → name), and who is meant in these rows.

    Raises what `check` raises, ImportUnknown, AlreadyConfirmed, AssociationNotAsked, NotProposed, RowNotAsked.
    """
    people_import = await editable(db, import_id)
    check(people_import)
    people_import.answers = answered(people_import, await storage.rows(db, import_id), organisations, people)
    sheet = await asyncio.to_thread(lambda: people_import.sheet)
    await look_at(db, people_import, sheet, people_import.heading_row, people_import.columns)
    return people_import


async def confirm(db: AsyncSession, import_id: UUID, check: Check[PeopleImport] = at_will) -> PeopleImport:
    """Have the list carried out; twice is the same as once.

    Raises what `check` raises, ImportUnknown, ColumnsMissing, NothingToCarryOut.
    """
    people_import = await storage.lock(db, import_id)
    if people_import is None:
        raise refusals.ImportUnknown("import_id", days=storage.KEPT_DAYS)
    if people_import.state not in EDITABLE:
        return people_import
    check(people_import)
    if people_import.state == "unclear":
        lacks_columns = headings.missing(people_import.columns)
        raise refusals.ColumnsMissing("columns") if lacks_columns else refusals.EncodingUnclear("")
    if not any(people_import.counts[name] for name in ("new", "changed", "take")):
        raise refusals.NothingToCarryOut("")
    people_import.state, people_import.reach = "confirmed", dict(db.info[REACH])
    log.info("import.confirmed", import_id=people_import.id, rows=people_import.total)
    return people_import


async def drop(db: AsyncSession, import_id: UUID) -> None:
    """Remove the list before its time. Raises ImportUnknown, AlreadyConfirmed while it is being carried out."""
    people_import = await storage.lock(db, import_id)
    if people_import is None:
        raise refusals.ImportUnknown("import_id", days=storage.KEPT_DAYS)
    if people_import.state == "confirmed":
        raise refusals.AlreadyConfirmed("")
    await db.delete(people_import)
    log.info("import.dropped", import_id=import_id)


async def _region(db: AsyncSession, choice: Choice) -> str | None:
    """Return where organisations that are new to us are: where the session is, else as chosen."""
    if choice.session_id is None:
        if choice.region is not None:
            check_region(choice.region)
        return choice.region
    session = await db.get(Session, choice.session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    return session.region


async def editable(db: AsyncSession, import_id: UUID) -> PeopleImport:
    """Return the list as long as it can be changed. Raises ImportUnknown, AlreadyConfirmed."""
    people_import = await storage.lock(db, import_id)
    if people_import is None:
        raise refusals.ImportUnknown("import_id", days=storage.KEPT_DAYS)
    if people_import.state not in EDITABLE:
        raise refusals.AlreadyConfirmed("")
    return people_import


async def look_at(
    db: AsyncSession, people_import: PeopleImport, sheet: Sheet, heading_row: int, columns: Mapping[Column, int]
) -> None:
    """Make the dry run anew: every row's verdict and every problem of every row."""
    people_import.heading_row, people_import.columns = heading_row, dict(columns)
    people_import.state = "unclear" if headings.missing(columns) or sheet.asks_encoding else "checked"
    rows = await asyncio.to_thread(understand, sheet, heading_row, columns) if people_import.state == "checked" else []
    if len(rows) > limits.MOST_ROWS:
        raise refusals.TooManyRows("file", limit=limits.MOST_ROWS)
    listed = await understood(db, people_import, rows)
    verdicts = await _verdicts(db, listed)
    people_import.total, people_import.done, people_import.asked = len(rows), 0, [asdict(it) for it in listed.asked]
    people_import.counts, people_import.new_organisations = _counts(verdicts), _new_organisations(verdicts)
    await db.flush()
    await storage.replace_rows(db, people_import.id, [_row(people_import.id, verdict) for verdict in verdicts])


async def _verdicts(db: AsyncSession, listed: Listed) -> list[Verdict]:
    verdicts: list[Verdict] = []
    organisations: list[Organisation] = []
    for start in range(0, len(listed.rows), AT_ONCE):
        rows = listed.rows[start : start + AT_ONCE]
        found = await known.load(db, rows, listed.target)
        verdicts += [judge(said, found, listed.target) for said in rows]
        organisations += found.organisations
        await asyncio.sleep(0)  # others are served in between
    judged = with_their_rows(list(once_each(verdicts)))
    return list(told_once(judged, organisations, listed.target))


def _counts(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return how many rows there are, of each verdict, of each seat, and with the organisation of a row above."""
    words = Counter(word for one in verdicts for word in (one.kind, one.seat) if word)
    return {
        "rows": len(verdicts),
        **{word: words[word] for word in (*get_args(Kind), *SEATS_SHOWN)},
        "double": sum(one.said.same_as is not None for one in verdicts),
        "inherited": sum(one.said.inherited for one in verdicts),
        "by_title": sum(note.rule in BY_TITLE for one in verdicts for note in one.notes),
        "several": sum(note.rule in SEVERAL for one in verdicts for note in one.notes),
    }


def _new_organisations(verdicts: Iterable[Verdict]) -> list[str]:
    """Return the names of those that would be registered, in the order of the list."""
    new = (one.said for one in verdicts if one.kind != "problem" and one.organisation_id is None and not one.known)
    names = {said.organisation_key: said.organisation or "" for said in new}
    return list(names.values())


def _row(import_id: UUID, verdict: Verdict) -> dict[str, object]:
    return {
        "import_id": import_id,
        "number": verdict.said.number,
        "verdict": verdict.kind,
        "seat": verdict.seat,
        "problems": [asdict(problem) for problem in verdict.problems],
        "changes": [asdict(change) for change in verdict.changes],
        "notes": [asdict(note) for note in verdict.notes],
        "same_as": verdict.said.same_as,
    }
