"""People whom a row may be: found by phone, else by e-mail, else by name and organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registration.imports.matching.target import Target
from services.registration.imports.parsing import problems
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.parsing.row import Said
from services.registration.people import domain, meant
from services.registration.people.storage import Participant


@dataclass(frozen=True)
class Who:
    """The person a row is, None where nobody known; and what is wrong with its contacts and its name as to others."""

    person: Participant | None = None
    problems: tuple[Problem, ...] = ()


def whose(said: Said, people: Sequence[Participant], target: Target, organisation_id: UUID | None) -> Who:
    """Return who this is; a contact that is another's leaves the name to decide."""
    owners = [one for _, one in meant.owners(said, people)]
    mine = [one for one in owners if said.answer == "same" or domain.same_name(said, one)]
    others = tuple(_of_another(said, people))
    if len({one.id for one in mine}) > 1:
        return Who(None, (problem(meant.TwoPeopleKnown("phone")),))
    if mine:
        return Who(mine[0], others)
    by_name = _by_name(said.without(*(it.column for it in others)), people, target, organisation_id)
    found = Who(by_name.person, (*others, *by_name.problems))
    if found == Who() and _is_mistaken(said, people, organisation_id):
        return Who(None, (problem(problems.NamesakesKnown("phone")),))
    return found


def _is_mistaken(said: Said, people: Sequence[Participant], organisation_id: UUID | None) -> bool:
    """Say whether whoever is new would be refused as one who is known: people.storage.find_namesake."""
    namesakes = _namesakes(said, people, organisation_id)
    return not all(_told_apart(said, one) for one in namesakes)


def _namesakes(said: Said, people: Sequence[Participant], organisation_id: UUID | None) -> list[Participant]:
    return [it for it in people if it.organisation_id == organisation_id and domain.same_name_in_order(said, it)]


def of_others(said: Said, people: Sequence[Participant]) -> list[str]:
    """Return which contacts of the row somebody with another name has."""
    return [column for column, _ in meant.of_others(said, people)]


def _of_another(said: Said, people: Sequence[Participant]) -> Iterator[Problem]:
    """Yield what must be asked where somebody with another name has the phone or the e-mail address."""
    for column, participant in meant.of_others(said, people) if said.answer != "same" else ():
        yield problem(meant.OF_ANOTHER[column](column, participant_id=str(participant.id)))


def _by_name(said: Said, people: Sequence[Participant], target: Target, organisation_id: UUID | None) -> Who:
    """Return the one of this name in the organisation; with another contact it may be a namesake, or a corrected one.

    Who stands in the list by a contact of their own is told apart by it.
    """
    namesakes = _namesakes(said, people, organisation_id)
    same = [one for one in namesakes if not _stands_there(one, target)]
    apart = [
        column for column in ("phone", "email") if getattr(said, column) and any(getattr(it, column) for it in same)
    ]
    if apart and said.answer == "another" and all(_told_apart(said, one) for one in same):
        return Who(None)
    if apart and said.answer != "same":
        return Who(None, (problem(problems.ContactDiffers(apart[0], participant_id=str(same[0].id))),))
    if len(same) > 1:
        return Who(None, (problem(problems.NamesakesKnown("phone")),))
    return Who(same[0] if same else None)


def _told_apart(said: Said, participant: Participant) -> bool:
    """Say whether both have a phone, or both an address: as people.storage.find_namesake has it."""
    return any(getattr(said, column) and getattr(participant, column) for column in ("phone", "email"))


def _stands_there(participant: Participant, target: Target) -> bool:
    """Say whether the list has a row with this person's own contact and name."""
    keys = domain.looked_up_by(participant)
    return any((contact, key) in target.contacts for contact in (participant.phone, participant.email) for key in keys)
