"""Missing contacts of organisations, which the list gives: filled in and told, never put in place of others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.matching.target import Target
from services.registration.imports.matching.verdicts import Verdict
from services.registration.imports.parsing import problems
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.parsing.row import Said
from services.registration.people import actions, storage
from services.registration.people.storage import Organisation

TOLD = {"phone": problems.AssociationPhoneAdded, "email": problems.AssociationEmailAdded}


def lacking(organisation: Organisation, said: Said, target: Target) -> dict[str, str]:
    """Return the contacts that the list gives the organisation and that are not known of it."""
    listed = target.organisations.get(said.organisation_key or "")
    given = {"phone": listed.phone, "email": listed.email} if listed else {}
    return {column: value for column, value in given.items() if value and getattr(organisation, column) is None}


def told_once(verdicts: Iterable[Verdict], known: Iterable[Organisation], target: Target) -> Iterator[Verdict]:
    """Yield the verdicts; the first row of an organisation tells what of it will be filled in."""
    organisations, told = {one.id: one for one in known}, set[UUID]()
    for verdict in verdicts:
        organisation_id = verdict.organisation_id if verdict.kind != "problem" else None
        own = organisations.get(organisation_id) if organisation_id else None
        if own is None or own.id in told:
            yield verdict
            continue
        told.add(own.id)
        notes = tuple(_note(column) for column in lacking(own, verdict.said, target))
        yield replace(verdict, notes=(*verdict.notes, *notes))


def _note(column: str) -> Problem:
    return problem(TOLD[column](f"organisation_{column}"))


async def fill_in(db: AsyncSession, verdicts: Sequence[Verdict], target: Target) -> None:
    """Give the organisations of these rows what they lack; what somebody has typed meanwhile stays."""
    said = {
        one.organisation_id: one.said for one in reversed(verdicts) if one.organisation_id and one.kind != "problem"
    }
    for id_ in sorted(said):
        own = await storage.lock(db, Organisation, id_)
        if own and (contacts := lacking(own, said[id_], target)):
            await actions.change_organisation(db, id_, contacts)
