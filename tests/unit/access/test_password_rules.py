"""Rules of passwords: long, of any letters, and nothing that others would try. People are synthetic."""

import pytest
from argon2 import extract_parameters

from services.access.passwords import hashing
from services.access.passwords.domain import (
    PasswordGuessable,
    PasswordLong,
    PasswordsDiffer,
    PasswordShort,
    as_kept,
    check_password,
    check_same,
)
from shared.refusals import Refusal

ABOUT = ("Salma Exemple-Zitouni", "s.zitouni@example.org")
GOOD = "cinq figuiers devant la mairie"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "خمس زيتونات خلف محطة القطار",
        "ⵜⴰⵎⵓⵔⵜ ⵢ ⵉⵎⴰⵣⵉⵖ ⴰⵙⵙⴰ",
        "salma aime le thé sans sucre",
        "kX9#vQ2!mZ7p",
        "🌵🫖🪁🦔🧶🪗🛶🎏🪺🧿🪬🌾",
        "x" + "une phrase tres longue que personne ne devine, " * 2,
    ],
)
def test_a_long_password_of_any_letters_will_do(password: str) -> None:
    check_password(password, ABOUT)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("", PasswordShort),
        ("kX9#vQ2!mZ7", PasswordShort),
        ("é" * 11, PasswordShort),
        (f"{GOOD} " * 5, PasswordLong),
        ("123456789012", PasswordGuessable),
        ("aaaaaaaaaaaa", PasswordGuessable),
        ("qwertyuiop[]", PasswordGuessable),
        ("azertyuiopqs", PasswordGuessable),
        ("Password1234", PasswordGuessable),
        ("motdepasse12", PasswordGuessable),
        ("salma exemple", PasswordGuessable),
        ("SALMA EXEMPLE oujda", PasswordGuessable),
        ("Zitouni-2026!", PasswordGuessable),
        ("s.zitouni@example.org", PasswordGuessable),
        ("takwin takwin", PasswordGuessable),
        ("Takwin-2026-!", PasswordGuessable),
        ("unbelievable", PasswordGuessable),
    ],
)
def test_what_is_short_or_long_or_guessed_soon_will_not(password: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as refused:
        check_password(password, ABOUT)

    assert refused.value.field == "password"
    assert password not in str(refused.value) or not password, "what was typed is not repeated"


def test_a_short_password_says_how_long_it_has_to_be() -> None:
    with pytest.raises(PasswordShort) as refused:
        check_password("short", ABOUT)

    assert refused.value.values == {"shortest": 12}


def test_twelve_and_128_characters_are_within() -> None:
    check_password("kX9#vQ2!mZ7p", ABOUT)
    check_password(("kX9#vQ2!mZ7p-wR4" * 8)[:128], ABOUT)


def test_the_same_letters_are_the_same_password_however_a_keyboard_sends_them() -> None:
    composed, apart = "ete\u0301 comme hiver, sous l'olivier", "et\u00e9 comme hiver, sous l'olivier"

    assert as_kept(composed) == as_kept(apart)
    check_same(composed, apart)


@pytest.mark.parametrize(("password", "again"), [(GOOD, GOOD + " "), (GOOD, GOOD.upper()), (GOOD, "")])
def test_nothing_else_is_made_alike(password: str, again: str) -> None:
    with pytest.raises(PasswordsDiffer):
        check_same(password, again)


async def test_a_hash_says_its_parameters_and_not_the_password() -> None:
    kept = await hashing.hashed(GOOD)

    found = extract_parameters(kept)
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19_456, 2, 1)
    assert GOOD not in kept
    assert kept != await hashing.hashed(GOOD), "each has a salt of its own"


async def test_the_right_password_fits_and_no_other() -> None:
    kept = await hashing.hashed(GOOD)

    assert [(await hashing.looked_at(kept, it)).fits for it in (GOOD, GOOD + " ", GOOD.upper(), "")] == [
        True,
        False,
        False,
        False,
    ]


async def test_nothing_fits_where_no_hash_is_kept_or_it_is_none() -> None:
    assert not (await hashing.looked_at(None, GOOD)).fits
    assert not (await hashing.looked_at("no hash", GOOD)).fits
    assert not (await hashing.looked_at(None, "of nobody")).fits


def test_whom_nobody_knows_costs_what_others_cost() -> None:
    ours, nobodys = extract_parameters(hashing.HASHER.hash("x")), extract_parameters(hashing.OF_NOBODY)

    assert ours == nobodys


async def test_a_hash_by_older_parameters_is_renewed_where_it_fits() -> None:
    old = hashing.HASHER.__class__(time_cost=1, memory_cost=8_192, parallelism=1).hash(GOOD)

    right, wrong = await hashing.looked_at(old, GOOD), await hashing.looked_at(old, "wrong")

    assert right.fits
    assert right.renewed is not None
    assert extract_parameters(right.renewed).memory_cost == 19_456
    assert wrong.renewed is None
    assert (await hashing.looked_at(right.renewed, GOOD)).renewed is None
