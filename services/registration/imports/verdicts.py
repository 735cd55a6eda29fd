"""What becomes of a row, seen against the people who are known: the same rules for the dry run and for the deed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from services.registration.imports import problems
from services.registration.imports.problems import Problem, problem
from services.registration.imports.said import NAMES, Said
from services.registration.imports.target import Target
from services.registration.people import domain
from services.registration.people.addresses import Phone
from services.registration.people.domain import Person, Route
from services.registration.people.storage import Organisation, Participant
from shared.refusals import Refusal

Kind = Literal["new", "changed", "unchanged", "problem"]
Seat = Literal["take", "has", "withdrew"]
NOBODY = UUID(int=0)  # stands for an organisation that is yet to be registered
KEPT = (*NAMES, "sex", "organisation_id", "first_timer", "language", "route", "phone", "email")


@dataclass(frozen=True)
class Known:
    """What registration knows of the people in some rows."""

    organisations: Sequence[Organisation] = ()
    people: Sequence[Participant] = ()
    taken: Mapping[tuple[bytes, UUID | None], UUID] = field(default_factory=dict)  # row and session → who that is
    seats: Mapping[UUID, Seat] = field(default_factory=dict)  # in the session of the list


@dataclass(frozen=True)
class Verdict:
    """What becomes of one row. A person who is known has an id, an association that is known too."""

    said: Said
    kind: Kind
    participant_id: UUID | None = None
    organisation_id: UUID | None = None
    seat: Seat | None = None
    before: Participant | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def known(self) -> bool:
        """Say whether the row was taken over before: its association is known, and nothing is to be done there."""
        return self.kind == "unchanged" and self.before is None

    def person(self, organisation_id: UUID) -> Person:
        """Return the person as the row and what was known make it."""
        return composed(self.said, self.before, organisation_id)


def judge(said: Said, known: Known, target: Target) -> Verdict:
    """Return what becomes of the row; every problem is told at once."""
    if said.problems:
        return Verdict(said, "problem", problems=said.problems)
    fingerprint = said.fingerprint(target.region)
    if who := known.taken.get((fingerprint, target.session_id)):
        return Verdict(said, "unchanged", who, seat=known.seats.get(who))
    before = next((who for (row, _), who in known.taken.items() if row == fingerprint), None)
    if before:
        return Verdict(said, "unchanged", before, seat=_seat(before, known, target))
    try:
        return _judge_anew(said, known, target)
    except Refusal as refusal:
        return Verdict(said, "problem", problems=(problem(refusal),))


def _judge_anew(said: Said, known: Known, target: Target) -> Verdict:
    organisation = _organisation(said, known, target)
    before = _before(said, known, organisation)
    organisation_id = organisation.id if organisation else None
    person = composed(said, before, organisation_id or NOBODY)
    _check(person, said, before, _can_relay(organisation, said, target))
    kind: Kind = "new" if before is None else "changed" if _differs(person, before) else "unchanged"
    who = before.id if before else None
    return Verdict(said, kind, who, organisation_id, _seat(who, known, target), before)


def _organisation(said: Said, known: Known, target: Target) -> Organisation | None:
    """Return the association, None where it is new. Raises RegionNeeded where a new one would be nowhere."""
    key = said.organisation_key
    same = [one for one in known.organisations if key in {one.name_key, one.name_ar_key}]
    if target.region is not None:
        return next((one for one in same if one.region == target.region), None)
    if len(same) != 1:
        raise problems.RegionNeeded("organisation")
    return same[0]


def _before(said: Said, known: Known, organisation: Organisation | None) -> Participant | None:
    """Return who this is, by phone, else by e-mail, else by name and association (people.domain.same_person)."""
    by_phone = _one(known.people, "phone", said.phone)
    by_email = _one(known.people, "email", said.email)
    if by_phone and by_email and by_phone.id != by_email.id:
        raise problems.TwoPeopleKnown("phone")
    if by_phone and not _same_name(said, by_phone):
        raise problems.PhoneOfAnother("phone")
    if by_email and not _same_name(said, by_email):
        raise problems.EmailOfAnother("email")
    return by_phone or by_email or (_by_name(said, known.people, organisation.id) if organisation else None)


def _one(people: Iterable[Participant], column: str, value: str | None) -> Participant | None:
    return next((one for one in people if value is not None and getattr(one, column) == value), None)


def _by_name(said: Said, people: Iterable[Participant], organisation_id: UUID) -> Participant | None:
    latin, arabic = said.name_keys
    same = [
        one
        for one in people
        if one.organisation_id == organisation_id
        and ((latin and latin == one.name_key) or (arabic and arabic == one.name_ar_key))
        and not (said.phone and one.phone)
        and not (said.email and one.email)
    ]
    if len(same) > 1:
        raise problems.NamesakesKnown("phone")
    return same[0] if same else None


def _same_name(said: Said, one: Participant) -> bool:
    """Say whether one half of the name is the same in one script, or no script is common to both."""
    pairs = [(getattr(said, name), getattr(one, name)) for name in NAMES]
    common = [domain.matching(mine) == domain.matching(theirs) for mine, theirs in pairs if mine and theirs]
    return any(common) or not common


def composed(said: Said, before: Participant | None, organisation_id: UUID) -> Person:
    """Return the person: what the row says, else what was known, else what is usual."""
    usual = {"sex": "unknown", "language": "fr" if said.name_keys[0] else "ar"}
    facts: dict[str, Any] = {
        name: getattr(said, name) or getattr(before, name, usual.get(name))
        for name in (*NAMES, "sex", "language", "phone", "email")
    }
    first_timer = said.first_timer if said.first_timer is not None else before.first_timer if before else True
    return Person(
        organisation_id=organisation_id,
        first_timer=first_timer,
        route=_route(said, before),
        opted_out=before.opted_out if before else False,
        **facts,
    )


def _route(said: Said, before: Participant | None) -> Route:
    """Return how the person is reached: as the list says, as before, else by what there is."""
    if said.route:
        return said.route
    if before and (before.route != "none" or before.phone or before.email):
        return before.route
    if said.phone_kind == "mobile":
        return "phone"
    return "email" if said.email else "none"


def _check(person: Person, said: Said, before: Participant | None, can_relay: bool) -> None:  # noqa: FBT001
    """Raise what forbids to keep the person so."""
    kind = said.phone_kind or (before.phone_kind if before else None)
    phone = Phone(person.phone, kind) if person.phone and kind else None
    try:
        domain.check_route(person.route, phone, person.email)
    except (domain.LandlineTakesNoSms, domain.NumberTakesNoSms):
        raise problems.NoSmsThere("phone") from None
    if person.route == "relay" and not can_relay:
        raise problems.OrganisationUnreachable("route")


def _can_relay(organisation: Organisation | None, said: Said, target: Target) -> bool:
    if organisation:
        return organisation.email is not None or organisation.phone_kind == "mobile"
    return target.associations[said.organisation_key or ""].can_relay


def _differs(person: Person, before: Participant) -> bool:
    return any(_kept(person, name) != getattr(before, name) for name in KEPT)


def _kept(person: Person, name: str) -> Any:
    value = getattr(person, name)
    return domain.spelled(value) if name in NAMES else value


def _seat(who: UUID | None, known: Known, target: Target) -> Seat | None:
    if target.session_id is None:
        return None
    return known.seats.get(who, "take") if who else "take"
