"""Rows of one list that stand for one person, or share what only one person can have."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from services.registration.imports.parsing import problems
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.parsing.row import ABOUT_THE_ROW, NAMES, Said
from services.registration.people.domain import same_name, same_name_in_order
from shared.refusals import Refusal

CONTACTS = ("phone", "email")
MOST_MET = 50  # rows with one contact, or one name, that are compared: a list may be made to have thousands
FACTS = tuple(field.name for field in fields(Said) if field.name not in {*ABOUT_THE_ROW, *NAMES})


def told(rows: Sequence[Said]) -> list[Said]:
    """Return the rows, those of one person joined, with what nobody can decide but whoever knows the people."""
    rows = without_shared(rows)
    groups = _Groups()
    for said in sorted(rows, key=lambda said: bool(said.problems)):  # a row without problems speaks for its person
        groups.place(said)
    joined = groups.joined()
    found: dict[int, list[Problem]] = defaultdict(list, groups.problems)
    alone = [it for _, it in sorted(joined.items()) if it.same_as is None and not _told_of_a_row(found[it.number])]
    for column, refusal in (("phone", problems.SamePhoneTwice), ("email", problems.SameEmailTwice)):
        for number, other in _shared(alone, column):
            found[number].append(problem(_with_row(refusal, column, other)))
    return [replace(it, problems=(*it.problems, *found[it.number])) for it in (joined[said.number] for said in rows)]


def without_shared(rows: Sequence[Said]) -> list[Said]:
    """Return the rows; who is reached through the organisation, or shares, has no contact of others, or of it."""
    theirs = {column: set(_not_of_one(rows, column)) for column in CONTACTS}
    return [_without(said, theirs) if said.route == "relay" or said.answer == "another" else said for said in rows]


def _without(said: Said, theirs: Mapping[str, set[str]]) -> Said:
    return said.giving_up(*(column for column in CONTACTS if getattr(said, column) in theirs[column]))


def _not_of_one(rows: Sequence[Said], column: str) -> Iterator[str]:
    """Yield each phone, or e-mail address, that several rows have or an organisation has."""
    standing = Counter(getattr(said, column) for said in rows)
    yield from (contact for contact, count in standing.items() if contact and count > 1)
    yield from (contact for said in rows if (contact := getattr(said, f"organisation_{column}")))


def _told_of_a_row(found: Sequence[Problem]) -> bool:
    return any("row" in one.values for one in found)


def _with_row(refusal: Callable[..., Refusal], column: str, row: int) -> Refusal:
    return refusal(column, row=row)


@dataclass
class _Groups:
    """Rows by the person they stand for: the one that speaks for the person, and those taken with it."""

    speaking: dict[int, Said] = field(default_factory=dict)
    by: dict[tuple[str, ...], list[int]] = field(default_factory=lambda: defaultdict(list))
    same: dict[int, tuple[Said, int]] = field(default_factory=dict)
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))

    def place(self, said: Said) -> None:
        """Join the row to the person it surely stands for; else let it speak for one, with a doubt where there is."""
        sure = next((one for one in self._met(said) if _surely_one(said, one)), None)
        apart = sure and "another" in {said.answer, sure.answer}
        if sure and not apart and (merged := _merged(sure, said)):
            self._speak(merged)
            self.same[said.number] = (said, sure.number)
            return
        if sure:
            self.problems[said.number].append(problem(problems.SamePersonTwice("", row=sure.number)))
        elif said.answer != "another" and (like := next((it for it in self._met(said) if _turned(said, it)), None)):
            self.problems[said.number].append(problem(problems.NameTurnedRound("", row=like.number)))
        self._speak(said)

    def _speak(self, said: Said) -> None:
        self.speaking[said.number] = said
        for key in _keys(said):
            self.by[key].append(said.number)

    def _met(self, said: Said) -> list[Said]:
        numbers = dict.fromkeys(number for key in _keys(said) for number in self.by[key][:MOST_MET])
        return [self.speaking[number] for number in numbers]

    def joined(self) -> dict[int, Said]:
        """Return row → what it says, with those of the same person."""
        with_others = {number: replace(said, same_as=other) for number, (said, other) in self.same.items()}
        return self.speaking | with_others


def _keys(said: Said) -> Iterator[tuple[str, ...]]:
    """Yield what two rows have in common that may stand for one person: a contact, or an organisation and a name."""
    yield from ((column, contact) for column in CONTACTS if (contact := getattr(said, column)))
    if said.meant_organisation:
        yield from ((said.meant_organisation, _sorted(key)) for key in said.name_keys if key)


def _sorted(key: str) -> str:
    return "".join(sorted(key))  # the same in whatever order the words stand


def _surely_one(said: Said, other: Said) -> bool:
    """Say whether both are one person: by a contact and the name, or by organisation and name, nothing against it."""
    shares = any(getattr(said, it) and getattr(said, it) == getattr(other, it) for it in CONTACTS)
    if shares and (said.answer == "same" or other.answer == "same" or same_name(said, other)):
        return True
    named = same_name_in_order(said, other)
    here = said.meant_organisation is not None and said.meant_organisation == other.meant_organisation
    return here and (named or (said.answer == "same" and _turned(said, other))) and not _apart(said, other)


def _turned(said: Said, other: Said) -> bool:
    """Say whether the names have the same words in another order, and nothing tells the two apart."""
    return said.meant_organisation == other.meant_organisation and same_name(said, other) and not _apart(said, other)


def _apart(said: Said, other: Said) -> bool:
    """Say whether both have a phone, or both an address, and they differ: namesakes."""
    pairs = ((said.phone, other.phone), (said.email, other.email))
    alike = [mine == theirs for mine, theirs in pairs if mine and theirs]
    return bool(alike) and not any(alike)


def _merged(said: Said, other: Said) -> Said | None:
    """Return the first with what only the other says; None where they contradict each other."""
    if other.problems or (
        said.meant_organisation and other.meant_organisation and said.meant_organisation != other.meant_organisation
    ):
        return None
    mine, theirs = ({name: getattr(it, name) for name in FACTS if name != "organisation"} for it in (said, other))
    pairs = [(mine[name], theirs[name]) for name in mine] + [(_sex(said), _sex(other))]
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        return None
    names = {name: getattr(said, name) or getattr(other, name) for name in NAMES}
    lacking = {name: theirs[name] if fact is None else fact for name, fact in mine.items()}
    title = said.sex_by_title or other.sex_by_title
    return replace(said, **names, **lacking, sex_by_title=title, answer=said.answer or other.answer)


def _sex(said: Said) -> str | None:
    return said.sex or said.sex_by_title


def _shared(rows: Sequence[Said], column: str) -> Iterator[tuple[int, int]]:
    """Yield each row whose phone, or e-mail address, stands in another row, and the first such row."""
    standing: dict[str, list[int]] = defaultdict(list)
    for said in rows:
        if contact := getattr(said, column):
            standing[contact].append(said.number)
    for numbers in standing.values():
        for number in numbers if len(numbers) > 1 else ():
            yield number, next(other for other in numbers if other != number)
