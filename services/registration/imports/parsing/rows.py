"""Rows from the cells of a sheet: blank rows and repeated headings left out, every problem told."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.registration.imports.parsing import problems
from services.registration.imports.parsing.cells import SEVERAL, read_cell
from services.registration.imports.parsing.choices import takes_hidden, unseen
from services.registration.imports.parsing.headings import Column, recognised
from services.registration.imports.parsing.meaning import Meanings
from services.registration.imports.parsing.name_orders import WHOLE, orders
from services.registration.imports.parsing.names import Order
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.parsing.row import Said
from services.registration.imports.parsing.whole_names import lacking
from services.registration.imports.reading.sheet import Row, Sheet, row_at
from services.registration.people import domain
from shared.http.requests import LONGEST_NAME
from shared.refusals import Refusal

CELLS_OF_A_PERSON = 2  # less is a remark, a sum or a signature below the list
NEAR = 4  # rows from the headings on that may be the headings in another language
LETTERS: dict[type[Refusal], type[Refusal]] = {
    domain.LettersNotLatin: problems.LatinLettersNeeded,
    domain.LettersNotArabic: problems.ArabicLettersNeeded,
}


def understand(sheet: Sheet, heading_row: int, columns: Mapping[Column, int], last: int | None = None) -> list[Said]:
    """Return what the rows below the headings say, down to the last wanted, with what is wrong within each."""
    wrong = _of_the_file(sheet, columns)
    rows = _read(sheet, heading_row, columns, last)
    return [replace(said, problems=(*said.problems, *wrong[said.number])) for said in rows]


def _of_the_file(sheet: Sheet, columns: Mapping[Column, int]) -> defaultdict[int, list[Problem]]:
    """Return what is wrong with rows beside what their cells say."""
    wrong: defaultdict[int, list[Problem]] = defaultdict(list)
    for row, first, last in sheet.doubtful:
        wrong[row].append(problem(problems.LinesRunTogether("", first=first, last=last)))
    says = {place: column for column, place in columns.items()}
    for row, place in sheet.struck if not takes_hidden(sheet) else ():
        if place in says:
            wrong[row].append(problem(problems.StruckThrough(says[place])))
    return wrong


def _read(sheet: Sheet, heading_row: int, columns: Mapping[Column, int], last: int | None) -> Iterator[Said]:
    heading = row_at(sheet.rows, heading_row)
    ordered = orders(sheet, heading_row, columns)
    left_out = set() if takes_hidden(sheet) else unseen(sheet, heading_row, columns)
    left_out |= set(sheet.choices.get("titles") or ())
    above: str | None = None
    for number, row in enumerate(sheet.rows[heading_row + 1 : last], heading_row + 2):
        filled = {column: row[place] for column, place in columns.items() if _filled(row, place)}
        near = number - heading_row <= NEAR
        if not filled or _repeats(row, heading, filled, near=near):
            above = above if row else None
            continue
        if number in left_out:
            continue
        said = _row(number, filled, ordered, above, sheet.choices.get("values", {}))
        above = said.organisation
        yield said


def _repeats(row: Row, heading: Row, filled: Mapping[Column, Any], *, near: bool) -> bool:
    """Say whether these are the headings once more; to look at every row for words of headings would take long."""
    alike = near or any(isinstance(cell, str) and cell in heading for cell in filled.values())
    return alike and recognised(row) == recognised(heading) != {}


def _filled(row: Row, place: int) -> bool:
    return place < len(row) and row[place] is not None


def _row(
    number: int, filled: Mapping[Column, Any], ordered: Mapping[Column, Order], above: str | None, meanings: Meanings
) -> Said:
    if len(filled) < CELLS_OF_A_PERSON:
        return Said(number, problems=(problem(problems.NotARow()),))
    facts: dict[str, Any] = {}
    found: list[Problem] = []
    notes: list[Problem] = []
    for column, cell in sorted(filled.items(), key=lambda it: it[0] in WHOLE):  # halves of names first
        try:
            told = read_cell(column, cell, meanings, ordered.get(column, Order()))
            told = lacking(facts, told, column) if column in WHOLE else told
        except Refusal as refusal:
            found.append(problem(refusal))
        else:
            notes += [problem(told.pop(SEVERAL)(column))] if SEVERAL in told else []
            facts |= {name: value for name, value in told.items() if name not in facts}
    if "sex" in filled and "sex" not in facts:
        facts.pop("sex_by_title", None)  # who does not say it is not guessed at
    if "organisation" not in facts and above:
        facts |= {"organisation": above, "inherited": True}
    said = Said(number, **facts)
    return replace(said, problems=(*found, *_lacking(said, found)), notes=tuple(notes))


def _lacking(said: Said, found: Sequence[Problem]) -> Iterator[Problem]:
    """Yield what the row needs and does not say, where that is not told already."""
    told = {one.column for one in found}
    if not said.organisation and "organisation" not in told:
        yield problem(problems.OrganisationMissing("organisation"))
    if not any("name" in column for column in told):
        yield from _names(said)
    for field in (*domain.SCRIPTS, "organisation"):
        if len(getattr(said, field) or "") > LONGEST_NAME:  # no form could change it
            yield problem(problems.CellTooLong(field, limit=LONGEST_NAME))


def _names(said: Said) -> Iterator[Problem]:
    names = {field: getattr(said, field) for field in domain.SCRIPTS}
    if not any(names.values()):
        yield problem(problems.NameMissing("full_name"))
        return
    for field, name in names.items():
        try:
            if name:
                domain.check_letters(field, name)
        except Refusal as refusal:
            yield problem(LETTERS[type(refusal)](field))
    if not any(said.name_keys):
        script = "_ar" if not (said.given_name or said.family_name) else ""
        lacking = [half for half in ("given_name", "family_name") if not names[f"{half}{script}"]]
        no_letters = problems.NameMissing("full_name")  # signs alone are no name, though nothing is lacking
        yield problem(problems.NameIncomplete(f"{lacking[0]}{script}") if lacking else no_letters)
