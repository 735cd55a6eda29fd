"""Rules of passwords: long enough, and nothing that others guess first; of any letters, and of no pattern."""

import unicodedata
from collections.abc import Collection
from functools import reduce

from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from shared.country.spelling import BETWEEN_WORDS
from shared.refusals import Conflict, Invalid

SHORTEST, LONGEST = 12, 128
STRONG = 3  # of 4, as zxcvbn counts: ten thousand million guesses are not enough
LOOKED_AT = 72  # letters of which zxcvbn looks at the first; those behind them only help
SHORTEST_WORD, LEFT = 3, 8  # zxcvbn alone finds a name with a year behind it good enough
OURS = ("takwin", "تكوين")
COMMON: Collection[str] = frozenset(FREQUENCY_LISTS["passwords"])


class PasswordShort(Invalid):
    """Too short: at least {shortest} characters."""


class PasswordLong(Invalid):
    """Too long: at most {longest} characters."""


class PasswordGuessable(Invalid):
    """Others would guess this soon: take several words that have nothing to do with one another."""


class PasswordsDiffer(Invalid):
    """These two are not the same."""


class PasswordWrong(Invalid):
    """This is not your present password."""


class NoPassword(Conflict):
    """You have no password here yet: ask an administrator for a link by which you choose one."""


class SecondFactorNotShown(Conflict):
    """Sign in again with your second factor before you change this."""


def as_kept(password: str) -> str:
    """Return what is hashed: the same letters, however the keyboard sends them."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, about: Collection[str]) -> None:
    """Raise PasswordShort, PasswordLong, PasswordGuessable. `about`: what others know of the person, e.g. her name."""
    kept = as_kept(password)
    if len(kept) < SHORTEST:
        raise PasswordShort("password", shortest=SHORTEST)
    if len(kept) > LONGEST:
        raise PasswordLong("password", longest=LONGEST)
    known = _known(about)
    if kept.casefold() in COMMON or _leans_on(kept.casefold(), known) or _score(kept, known) < STRONG:
        raise PasswordGuessable("password")


def check_same(password: str, again: str) -> None:
    """Raise PasswordsDiffer."""
    if as_kept(password) != as_kept(again):
        raise PasswordsDiffer("again")


def _known(about: Collection[str]) -> list[str]:
    """Return what others would try first, the longest first: names, addresses, their parts, and what we are called."""
    texts = {text.casefold() for text in (*OURS, *about)}
    words = texts | {word for text in texts for word in BETWEEN_WORDS.split(text)}
    return sorted((word for word in words if len(word) >= SHORTEST_WORD), key=lambda word: (-len(word), word))


def _leans_on(password: str, known: Collection[str]) -> bool:
    """Say whether little is left of it without the words that others know of the person."""
    left = reduce(lambda rest, word: rest.replace(word, " "), known, password)
    return left != password and len(BETWEEN_WORDS.sub("", left)) < LEFT


def _score(password: str, known: Collection[str]) -> int:
    score: int = zxcvbn(password[:LOOKED_AT], user_inputs=list(known))["score"]
    return score
