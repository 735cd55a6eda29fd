"""Cells of a row, column by column; what is not understood becomes a problem of that column."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from services.registration.imports.parsing import names, problems, titles, untidy_contacts
from services.registration.imports.parsing.headings import Column
from services.registration.imports.parsing.meaning import BLANK, FIRST, Meanings, key, meaning, words
from services.registration.imports.parsing.names import Order
from services.registration.imports.reading import limits
from services.registration.people.naming import key_of
from shared.country.spelling import folded, tidy
from shared.http.problems import InvalidValue
from shared.http.requests import only_printable
from shared.refusals import Refusal

NOTHING = {"neant", "n a", "na", "nd", "aucun", "aucune", "sans", "none", "nil", "لا يوجد", "لا شي", "بدون"}
DIGITS_OF_A_NUMBER = 6
# What a formula says that came to nothing, in French, Arabic and English; in CSV lists it is text like any other.
ERROR = re.compile(
    r"#[¡¿]?(?:[^\W\d_][\w/ ]*[!?\u061f]|n/?[ad]"
    r"|(?:ref|valu?e|valeur|nom|name|num|nombre|null?|div/0|calc|getting_data)"
    r"|[\u0600-\u06ff][\u0600-\u06ff_ /0]*|#*)|(?:err|erreur|error|خطا|خطأ) ?:? ?5\d\d",
    re.IGNORECASE,
)
AS_ABOVE = re.compile(
    r"""[-\u2013\u2014 ]*(?:["'\u2033\u3003\u201c\u201d\u00ab\u00bb]{1,2}|//)[-\u2013\u2014 ]*"""
)  # ditto
QUOTED = re.compile(r'="(.*)"')  # so that Excel keeps the 0 of a number
SEVERAL = "several"  # beside what a cell says: why something else in it is not kept
TRUTH = {"true": True, "false": False}

Facts = dict[str, Any]
Chosen = Mapping[str, str]  # words of a cell, folded → what was chosen for them
T = TypeVar("T")


def read_cell(column: Column, cell: Any, meanings: Meanings, order: Order) -> Facts:
    """Return what the cell says, by what was chosen for such cells. Raises a problem of the row."""
    text = QUOTED.sub(r"\1", tidy(str(cell)).removeprefix("'"))
    if len(text) > limits.LONGEST_CELL:
        raise problems.CellTooLong(column, limit=limits.LONGEST_CELL)
    try:
        only_printable(text)
    except InvalidValue:
        raise problems.ControlCharacter(column) from None
    if ERROR.fullmatch(text):
        raise problems.ErrorInCell(column)
    if "_name" in column:
        return _name(column, text, order)
    if not text or (column in untidy_contacts.CONTACTS and _nothing(text)):
        return {}
    return READERS[column](column, text, meanings.get(column, {}))


def _name(column: Column, text: str, order: Order) -> Facts:
    """Return the name without what stands around it, and the sex that its title tells."""
    title = {"sex_by_title": titles.sex_told(text)}
    latin, arabic = names.scripts(titles.bare(text))
    half = column.removesuffix("_ar")
    if half != "full_name":
        return _said({half: latin, f"{half}_ar": arabic, **title})
    divided = (names.halves(part, **order._asdict()) for part in (latin, arabic))
    return _said({**_halves("", next(divided)), **_halves("_ar", next(divided)), **title})


def _halves(script: str, name: names.Halves) -> Facts:
    return {f"given_name{script}": name.given, f"family_name{script}": name.family}


def _said(facts: Mapping[str, Any]) -> Facts:
    return {name: value for name, value in facts.items() if value}


def _organisation(column: Column, text: str, _: Chosen) -> Facts:
    if AS_ABOVE.fullmatch(text) or words(column).get(key(text)) == "above":
        return {}
    if not any(sign.isalpha() for sign in text) or key_of(text) is None or _nothing(text):
        raise problems.OrganisationMissing(column)
    return {"organisation": text}


def _phone(column: Column, text: str, chosen: Chosen, within: Column | None = None) -> Facts:
    """Return the number, which may stand `within` another column."""
    numbers, beside = untidy_contacts.phones(text)
    if number := _taken(numbers, beside, chosen, problems.PhoneNotUnderstood(within or column)):
        several = {SEVERAL: problems.SeveralNumbers} if len(numbers) > 1 else {}
        return {column: number.number, f"{column}_kind": number.kind, **several}
    return {}


def _email(column: Column, text: str, chosen: Chosen, within: Column | None = None) -> Facts:
    """Return the address, which may stand `within` another column."""
    found, beside = untidy_contacts.emails(text)
    email = _taken(found, "" if found else beside, chosen, problems.EmailNotUnderstood(within or column))
    several = {SEVERAL: problems.SeveralAddresses} if email and len(found) > 1 else {}
    return {column: email, **several} if email else {}


def _taken(found: Sequence[T], beside: str, chosen: Chosen, problem: Refusal) -> T | None:
    """Return the first that stands in a cell; a word beside it may say that it is another's, so somebody is asked."""
    meant = chosen.get(beside) if beside else FIRST
    if meant == BLANK:
        return None
    if not found or meant != FIRST:
        raise problem
    return found[0]


def _route(column: Column, text: str, chosen: Chosen) -> Facts:
    """Lists write the way to reach somebody here, or the number or the address itself."""
    if known := chosen.get(key(text)) or meaning(column, text):
        return {} if known == BLANK else {column: known}
    if "@" in text:
        return _email("email", text, chosen, column)
    if sum(sign.isdecimal() for sign in text) >= DIGITS_OF_A_NUMBER:
        return _phone("phone", text, chosen, column)
    raise problems.RouteNotUnderstood(column)


def _word(column: Column, text: str, chosen: Chosen) -> Facts:
    known = chosen.get(key(text)) or meaning(column, text)
    if known is None and not _nothing(text):
        raise UNKNOWN_WORDS[column](column)
    return {} if known in {None, BLANK, "unsaid"} else {column: TRUTH.get(known or "", known)}


def _nothing(text: str) -> bool:
    return not any(sign.isalnum() for sign in text) or folded(text) in NOTHING


UNKNOWN_WORDS: dict[Column, type[Refusal]] = {
    "sex": problems.SexNotUnderstood,
    "language": problems.LanguageNotUnderstood,
    "first_timer": problems.AnswerNotUnderstood,
}
READERS: dict[Column, Callable[[Column, str, Chosen], Facts]] = {
    "sex": _word,
    "organisation": _organisation,
    "phone": _phone,
    "email": _email,
    "route": _route,
    "language": _word,
    "first_timer": _word,
    "organisation_phone": _phone,
    "organisation_email": _email,
}
