"""Columns, problems and deeds in the reader's words."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from services.registration.imports.parsing import problems
from services.registration.imports.parsing.headings import Column
from services.registration.imports.storage import ImportRow
from services.registration.people import addresses, meant
from services.registration.people import domain as people
from services.registration.seats import domain as seats
from shared.i18n import say
from shared.refusals import Refusal

COLUMNS: dict[Column, str] = {
    "full_name": "Full name",
    "given_name": "Given name",
    "family_name": "Family name",
    "full_name_ar": "Full name in Arabic",
    "given_name_ar": "Given name in Arabic",
    "family_name_ar": "Family name in Arabic",
    "sex": "Sex",
    "organisation": "Association",
    "phone": "Phone",
    "email": "E-mail",
    "route": "How to reach the person",
    "language": "Language of messages",
    "first_timer": "First participation",
    "organisation_phone": "Phone of the association",
    "organisation_email": "E-mail of the association",
}
NEEDED: dict[Column, str] = {**COLUMNS, "full_name": "Name", "organisation": "Association"}
PLANNED = {
    "new": "Will be added",
    "changed": "Will be brought up to date",
    "unchanged": "Known already: nothing will change",
    "problem": "Will be left out",
}
DONE = {
    "new": "Added",
    "changed": "Brought up to date",
    "unchanged": "Known already: nothing changed",
    "problem": "Left out",
}
SEATS = {
    "take": "will be registered in the session",
    "registered": "registered in the session",
    "waiting": "on the waiting list",
    "offered": "a seat is offered",
    "has": "in the session already",
    "withdrew": "withdrew from the session: not registered again",
    "refused": "not registered in the session",
}
TOLD_IN_WORDS = {"sex", "language", "route", "first_timer"}
VALUES: dict[object, str] = {
    "woman": "Woman",
    "man": "Man",
    "unknown": "Not said",
    "fr": "French",
    "ar": "Arabic",
    True: "Yes",
    False: "No",
    "phone": "By phone",
    "relay": "Through the organisation",
    "email": "By e-mail",
    "none": "No message",
}
UNSEEN = "Left out: this row is hidden or struck through in the file"
MEANINGS = {
    "woman": "Woman",
    "man": "Man",
    "fr": "French",
    "ar": "Arabic",
    "true": "Yes",
    "false": "No",
    "phone": "By phone",
    "relay": "Through the organisation",
    "email": "By e-mail",
    "none": "No message",
    "first": "Take the number or the address in it",
    "blank": "Leave it out",
}
DONE_OTHERWISE = problems.DoneOtherwise("", shown="").rule
PROBLEMS, TO_BE_DONE, DEED = "Problems to correct", "What will be done", "What was done"


def message(problem: Mapping[str, Any], language: str) -> str:
    """Return what is wrong, and what to do about it; or what is told beside what was done."""
    values = problem["values"]
    if problem["rule"] == DONE_OTHERWISE:
        values = {"shown": _planned(values["shown"], values["seat"], language)}
    return say(sentences()[problem["rule"]], language, **values)


def told(problem: Mapping[str, Any], language: str) -> str:
    """Return the same, with the column where it is about one."""
    where, what = column(problem["column"], language), message(problem, language)
    return say("Column {column}: {problem}", language, column=where, problem=what) if where else what


def deed(row: ImportRow, language: str) -> str:
    """Return what was done with the row, or will be."""
    if row.outcome is None:
        return _planned(row.verdict, row.seat, language)
    return _joined(DONE[row.outcome], row.seat, language)


def _planned(verdict: str, seat: str | None, language: str) -> str:
    return _joined(PLANNED[verdict], seat, language)


def _joined(words: str, seat: str | None, language: str) -> str:
    told = [say(words, language), *([say(SEATS[seat], language)] if seat else [])]
    return (", " if language != "ar" else "، ").join(told)


def change(told: Mapping[str, Any], language: str) -> tuple[str, str, str]:
    """Return the column, the old and the new value as people call them."""
    coded = told["column"] in TOLD_IN_WORDS
    old, new = (_value(told[name], language, coded=coded) for name in ("old", "new"))
    return column(told["column"], language), old, new


def _value(value: Any, language: str, *, coded: bool) -> str:
    return "\u2014" if value is None else say(VALUES[value], language) if coded else str(value)


def changed(row: ImportRow, language: str) -> list[str]:
    """Return what the row changes, a line for each column."""
    told = (change(it, language) for it in row.changes)
    return [say("{column}: {old} → {new}", language, column=name, old=old, new=new) for name, old, new in told]


def column(name: str, language: str) -> str:
    """Return the column as people call it; nothing where the whole row is meant."""
    return say(NEEDED[name], language) if name in NEEDED else ""


@cache
def sentences() -> dict[str, str]:
    """Return rule → sentence, of all that may be wrong with a row before or while it is carried out."""
    return {
        refusal().rule: refusal().message()
        for module in (addresses, people, meant, seats, problems)
        for refusal in _of(module)
    }


def _of(module: ModuleType) -> Iterator[type[Refusal]]:
    for found in vars(module).values():
        if isinstance(found, type) and issubclass(found, Refusal):
            yield found
