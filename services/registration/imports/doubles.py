"""Rows of one list that stand for one person, or share what only one person can have."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from services.registration.imports import problems
from services.registration.imports.problems import Problem, problem
from services.registration.imports.said import Said
from shared.refusals import Refusal


def told(rows: Sequence[Said]) -> list[Said]:
    """Return the rows with what is wrong between them: the later of two alike, both of two that share a contact."""
    rows = without_shared(rows)
    found: dict[int, list[Problem]] = defaultdict(list)
    twice = dict(_twice(rows))
    for number, first in twice.items():
        found[number].append(problem(problems.SamePersonTwice("", row=first)))
    once = [said for said in rows if said.number not in twice]
    for column, refusal in (("phone", problems.SamePhoneTwice), ("email", problems.SameEmailTwice)):
        for number, other in _shared(once, column):
            found[number].append(problem(_with_row(refusal, column, other)))
    return [replace(said, problems=(*said.problems, *found[said.number])) for said in rows]


def without_shared(rows: Sequence[Said]) -> list[Said]:
    """Return the rows; whoever is reached through the association has no contact that others have, or it has itself."""
    theirs = {column: set(_not_of_one(rows, column)) for column in ("phone", "email")}
    return [
        said.without(*(column for column in theirs if getattr(said, column) in theirs[column]))
        if said.route == "relay"
        else said
        for said in rows
    ]


def _not_of_one(rows: Sequence[Said], column: str) -> Iterator[str]:
    """Yield each phone, or e-mail address, that several rows have or an association has."""
    standing = Counter(getattr(said, column) for said in rows)
    yield from (contact for contact, count in standing.items() if contact and count > 1)
    yield from (contact for said in rows if (contact := getattr(said, f"organisation_{column}")))


def _with_row(refusal: Callable[..., Refusal], column: str, row: int) -> Refusal:
    return refusal(column, row=row)


def _twice(rows: Sequence[Said]) -> Iterator[tuple[int, int]]:
    """Yield row and earlier row of the same person: same name, same association, and no contact that differs."""
    seen: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in rows:
        keys = [(said.organisation_key, key) for key in said.name_keys if key and said.organisation_key]
        earlier = [other for key in keys for other in seen[key] if not _apart(said, other)]
        if earlier:
            yield said.number, earlier[0].number
        else:
            for key in keys:
                seen[key].append(said)


def _apart(one: Said, other: Said) -> bool:
    """Say whether both have a phone, or both an address, and they differ: namesakes."""
    pairs = ((one.phone, other.phone), (one.email, other.email))
    alike = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return bool(alike) and not any(alike)


def _shared(rows: Sequence[Said], column: str) -> Iterator[tuple[int, int]]:
    """Yield each row whose phone, or e-mail address, stands in another row, and the first such row."""
    standing: dict[str, list[int]] = defaultdict(list)
    for said in rows:
        if contact := getattr(said, column):
            standing[contact].append(said.number)
    for numbers in standing.values():
        for number in numbers if len(numbers) > 1 else ():
            yield number, next(other for other in numbers if other != number)
