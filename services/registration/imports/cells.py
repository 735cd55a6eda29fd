"""What the cells of a row say, column by column; what is not understood becomes a problem of that column."""

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from services.registration.imports import limits, names, problems
from services.registration.imports.headings import Column
from services.registration.imports.spelling import folded, tidy
from services.registration.people import addresses, domain
from shared.forms import only_printable
from shared.problems import InvalidValue
from shared.refusals import Refusal

FILE = Path(__file__).with_name("words.toml")
NOTHING = {"neant", "n a", "na", "nd", "aucun", "aucune", "sans", "none", "nil", "لا يوجد", "لا شي", "بدون"}
DIGITS_OF_A_NUMBER = 6
# What a formula says that came to nothing, in French, Arabic and English; in CSV lists it is text like any other.
ERROR = re.compile(
    r"#(?:[^\W\d_][\w/ ]*[!?\u061f]|n/?[ad]|(?:ref|valu?e|valeur|nom|name|num|nombre|null?|div/0|calc|getting_data)"
    r"|[\u0600-\u06ff][\u0600-\u06ff_ /0]*|#*)|(?:err|erreur|error|خطا|خطأ) ?:? ?5\d\d",
    re.IGNORECASE,
)
QUOTED = re.compile(r'="(.*)"')  # so that Excel keeps the 0 of a number
TRUTH = {"true": True, "false": False}

Facts = dict[str, Any]


def read_cell(column: Column, cell: Any, *, family_first: bool = False) -> Facts:
    """Return what the cell says. Raises a problem of the row."""
    text = QUOTED.sub(r"\1", tidy(str(cell)).removeprefix("'"))
    if len(text) > limits.LONGEST_CELL:
        raise problems.CellTooLong(column, limit=limits.LONGEST_CELL)
    try:
        only_printable(text)
    except InvalidValue:
        raise problems.ControlCharacter(column) from None
    if ERROR.fullmatch(text):
        raise problems.ErrorInCell(column)
    if column in {"full_name", "full_name_ar"}:
        return _whole_name(text, family_first=family_first)
    return READERS[column](column, text) if text else {}


def _whole_name(text: str, *, family_first: bool) -> Facts:
    latin, arabic = (names.halves(part, family_first=family_first) for part in names.scripts(text))
    return _said({**_halves("", latin), **_halves("_ar", arabic)})


def _halves(script: str, name: names.Halves) -> Facts:
    return {f"given_name{script}": name.given, f"family_name{script}": name.family}


def _half_name(column: Column, text: str) -> Facts:
    half = column.removesuffix("_ar")
    latin, arabic = names.scripts(text)
    return _said({half: latin, f"{half}_ar": arabic})


def _said(facts: Mapping[str, Any]) -> Facts:
    return {name: value for name, value in facts.items() if value}


def _organisation(_: Column, text: str) -> Facts:
    named = any(sign.isalpha() for sign in text) and domain.matching(text) is not None and not _nothing(text)
    return {"organisation": text} if named else {}


def _phone(column: Column, text: str) -> Facts:
    if _nothing(text):
        return {}
    try:
        phone = addresses.phone_of(text)
    except Refusal:
        raise problems.PhoneNotUnderstood(column) from None
    return {column: phone.number, f"{column}_kind": phone.kind}


def _email(column: Column, text: str) -> Facts:
    if _nothing(text):
        return {}
    try:
        return {column: addresses.email_of(text.removeprefix("mailto:"))}
    except Refusal:
        raise problems.EmailNotUnderstood(column) from None


def _route(column: Column, text: str) -> Facts:
    """Lists write the way to reach somebody here, or the number or the address itself."""
    if known := words(column).get(_key(text)):
        return {column: known}
    if "@" in text:
        return _email("email", text)
    if sum(sign.isdecimal() for sign in text) >= DIGITS_OF_A_NUMBER:
        return _phone("phone", text)
    raise problems.RouteNotUnderstood(column)


def _word(column: Column, text: str) -> Facts:
    known = words(column).get(_key(text))
    if known is None:
        if not _key(text):
            return {}
        raise UNKNOWN_WORDS[column](column)
    return {column: TRUTH.get(known, known)}


def _nothing(text: str) -> bool:
    return not any(sign.isalnum() for sign in text) or folded(text) in NOTHING


def _key(text: str) -> str:
    return folded(text) or text.strip("-\u2013\u2014./ ")


@cache
def words(column: str) -> dict[str, str]:
    """Return what cells of the column may say → what that means."""
    told: dict[str, list[str]] = tomllib.loads(FILE.read_text(encoding="utf-8"))[column]
    return {_key(word): meaning for meaning, spellings in told.items() for word in spellings}


UNKNOWN_WORDS: dict[Column, type[Refusal]] = {
    "sex": problems.SexNotUnderstood,
    "language": problems.LanguageNotUnderstood,
    "first_timer": problems.AnswerNotUnderstood,
}
READERS: dict[Column, Callable[[Column, str], Facts]] = {
    "given_name": _half_name,
    "family_name": _half_name,
    "given_name_ar": _half_name,
    "family_name_ar": _half_name,
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
