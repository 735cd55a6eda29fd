"""Verdicts on rows, seen against what is known: the same rules for the dry run and for the deed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from uuid import UUID

from services.registration.imports.matching.merging import composed, of_title
from services.registration.imports.matching.people import Who, of_others, whose
from services.registration.imports.matching.target import ListedOrganisation, Target
from services.registration.imports.parsing import problems
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.parsing.row import NAMES, Said
from services.registration.people import domain
from services.registration.people.addresses import Phone
from services.registration.people.domain import Person
from services.registration.people.naming import spelled
from services.registration.people.storage import Organisation, Participant
from shared.events import SeatState
from shared.refusals import Refusal

Kind = Literal["new", "changed", "unchanged", "problem"]
Seat = Literal["take", "has", "withdrew", "refused", SeatState]
NOBODY = UUID(int=0)  # stands for an organisation that is yet to be registered
ROUTE_RULES: dict[type[Refusal], type[Refusal]] = {
    domain.PhoneNeeded: problems.PhoneMissing,
    domain.EmailNeeded: problems.EmailMissing,
    domain.LandlineTakesNoSms: problems.NoSmsThere,
    domain.NumberTakesNoSms: problems.NoSmsThere,
}
COMPARED = (*NAMES, "sex", "organisation_id", "first_timer", "language", "route", "phone", "email")


@dataclass(frozen=True)
class KnownPeople:
    """What registration knows of the people in some rows."""

    organisations: Sequence[Organisation] = ()
    people: Sequence[Participant] = ()
    taken: Mapping[tuple[bytes, UUID | None], UUID] = field(default_factory=dict)  # row and session → who that is
    seats: Mapping[UUID, Seat] = field(default_factory=dict)  # in the session of the list
    why_no_seat: Refusal | None = None  # for anybody else


@dataclass(frozen=True)
class Change:
    """What a row changes of somebody: a column, what is known, what the row makes it."""

    column: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row. A person who is known has an id, an organisation that is known too."""

    said: Said
    kind: Kind
    participant_id: UUID | None = None
    organisation_id: UUID | None = None
    seat: Seat | None = None
    before: Participant | None = None
    problems: tuple[Problem, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def known(self) -> bool:
        """Say whether the row was taken over before: its organisation is known, and nothing is to be done there."""
        return self.kind == "unchanged" and self.before is None

    def person(self, organisation_id: UUID) -> Person:
        """Return the person as the row and what was known make it."""
        return composed(self.said, self.before, organisation_id)


def judge(said: Said, known: KnownPeople, target: Target) -> Verdict:
    """Return what becomes of the row; every problem is told at once, and what is not kept of its cells."""
    verdict = _judge(said, known, target)
    return replace(verdict, notes=(*said.notes, *verdict.notes))


def _judge(said: Said, known: KnownPeople, target: Target) -> Verdict:
    if said.same_as is not None:
        return Verdict(said, "unchanged", notes=(problem(problems.SamePersonAs("", row=said.same_as)),))
    fingerprint = said.fingerprint(target.region)
    here = known.taken.get((fingerprint, target.session_id))
    who = here or next((who for (row, _), who in known.taken.items() if row == fingerprint), None)
    if who is None:
        return _judge_anew(said, known, target)
    if said.problems:
        return Verdict(said, "problem", who, problems=said.problems)
    seat = known.seats.get(who) if here else _seat(who, known, target)
    return Verdict(said, "unchanged", who, seat=seat, notes=_no_seat(seat, known))


def _judge_anew(said: Said, known: KnownPeople, target: Target) -> Verdict:
    """Look at the organisation, at who this is and at how they are reached, each as far as the row was understood."""
    named = _named(said, known, target)
    if said.route == "relay":
        said = said.without(*(name for name in ("phone", "email") if _is_theirs(getattr(said, name), name, named)))
    if said.answer == "another":
        said = said.giving_up(*of_others(said, known.people))
    organisation_id = named[0].id if len(named) == 1 else None
    who = whose(said, known.people, target, organisation_id)
    person = composed(said, who.person, organisation_id or NOBODY)
    wrong = (
        *said.problems,
        *_nowhere(said, organisation_id, target),
        *_asked(said, target),
        *who.problems,
        *_unreached(person, said, who),
        *_unreachable(person, said, named, target),
    )
    id_ = who.person.id if who.person else None
    if wrong:
        return Verdict(said, "problem", id_, problems=wrong)
    return _taken_in(said, known, target, organisation_id, who.person)


def _taken_in(
    said: Said, known: KnownPeople, target: Target, organisation_id: UUID | None, before: Participant | None
) -> Verdict:
    """Return what becomes of a row with which nothing is wrong."""
    person, id_ = composed(said, before, organisation_id or NOBODY), before.id if before else None
    changes = tuple(_changes(person, before, known, said)) if before else ()
    kind: Kind = "new" if before is None else "changed" if changes else "unchanged"
    seat = _seat(id_, known, target)
    told = (*of_title(said, before), *_no_seat(seat, known))
    return Verdict(said, kind, id_, organisation_id, seat, before, changes=changes, notes=told)


def once_each(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts of a list; a later row for a person who is known has that for a problem."""
    first: dict[UUID, int] = {}
    for verdict in verdicts:
        row = verdict.said.number
        earlier = first.setdefault(verdict.participant_id, row) if verdict.participant_id else row
        told = any("row" in it.values for it in verdict.problems)  # of another row, for the same reason
        if earlier == row or told:
            yield verdict
        else:
            twice = problem(problems.SamePersonTwice("", row=earlier))
            wrong = (*verdict.problems, twice)
            yield replace(verdict, kind="problem", seat=None, before=None, changes=(), problems=wrong)


def with_their_rows(verdicts: Sequence[Verdict]) -> Iterator[Verdict]:
    """Yield the verdicts; a row that goes with another is left out where that one is."""
    left_out = {one.said.number for one in verdicts if one.kind == "problem"}
    for verdict in verdicts:
        if verdict.said.same_as in left_out:
            yield replace(verdict, kind="problem", problems=(goes_with(verdict.said.same_as),), notes=())
        else:
            yield verdict


def goes_with(row: int | None) -> Problem:
    """Return what is wrong with a row that goes with another that is left out."""
    return problem(problems.GoesWithRow("", row=row))


def _named(said: Said, known: KnownPeople, target: Target) -> list[Organisation]:
    """Return the organisations that may be meant: the one in the region, or all of this name where none was chosen."""
    if said.organisation_id:
        return [one for one in known.organisations if one.id == said.organisation_id]
    key = said.organisation_key
    same = [one for one in known.organisations if key is not None and key in {one.name_key, one.name_ar_key}]
    return [one for one in same if one.region == target.region][:1] if target.region is not None else same


def _is_theirs(contact: str | None, name: str, named: Sequence[Organisation]) -> bool:
    """Say whether the contact is an organisation's own, typed for one of its people."""
    return contact is not None and any(getattr(one, name) == contact for one in named)


def _nowhere(said: Said, organisation_id: UUID | None, target: Target) -> Iterator[Problem]:
    """Yield what is wrong where an organisation that is new, or one of several, would be in no region."""
    if said.organisation_key and organisation_id is None and target.region is None:
        yield problem(problems.RegionNeeded("organisation"))


def _asked(said: Said, target: Target) -> Iterator[Problem]:
    if said.organisation_key in target.asked:
        yield problem(problems.AssociationUnclear("organisation"))


def _unreached(person: Person, said: Said, who: Who) -> Iterator[Problem]:
    """Yield what the way to reach the person lacks, beside what is known; a cell that is told of lacks nothing."""
    told, before = {it.column for it in (*said.problems, *who.problems)}, who.person
    kind = said.phone_kind or (before.phone_kind if before else None)
    phone = Phone(person.phone, kind) if person.phone and kind else None
    try:
        domain.check_route(person.route, phone, person.email)
    except Refusal as refusal:
        rule = ROUTE_RULES[type(refusal)]
        if rule is problems.NoSmsThere or refusal.field not in told:
            yield problem(rule(refusal.field))


def _unreachable(person: Person, said: Said, named: Sequence[Organisation], target: Target) -> Iterator[Problem]:
    """Yield what is wrong where an organisation is to pass messages on that cannot, be it known or new."""
    new = target.organisations.get(said.organisation_key or "")
    can_relay = any(_reaches(one, new) for one in named) if named else new is None or new.can_relay
    if person.route == "relay" and not can_relay:
        yield problem(problems.OrganisationUnreachable("route"))


def _reaches(organisation: Organisation, new: ListedOrganisation | None) -> bool:
    """Say whether the organisation can pass messages on, once what it lacks is filled in from the list."""
    by_email = organisation.email is not None or (new is not None and new.email is not None)
    by_phone = organisation.phone_kind == "mobile" or (organisation.phone is None and new is not None and new.takes_sms)
    return by_email or by_phone


def _changes(person: Person, before: Participant, known: KnownPeople, said: Said) -> Iterator[Change]:
    """Yield what differs; an organisation by its name."""
    names: dict[UUID, str | None] = {one.id: one.name for one in known.organisations}
    for name in COMPARED:
        old, new = getattr(before, name), _kept(person, name)
        if name == "organisation_id" and old != new:
            yield Change("organisation", names.get(old), names.get(new, said.organisation))
        elif old != new:
            yield Change(name, old, new)


def _kept(person: Person, name: str) -> Any:
    value = getattr(person, name)
    return spelled(value) if name in NAMES else value


def _seat(who: UUID | None, known: KnownPeople, target: Target) -> Seat | None:
    if target.session_id is None:
        return None
    given: Seat = "take" if known.why_no_seat is None else "refused"
    return known.seats.get(who, given) if who else given


def _no_seat(seat: Seat | None, known: KnownPeople) -> tuple[Problem, ...]:
    return (problem(known.why_no_seat),) if seat == "refused" and known.why_no_seat else ()
