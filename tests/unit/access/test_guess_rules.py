"""Rules of guessing: how many failures there may be, until when one waits, and that the table names nobody."""

from datetime import UTC, datetime, timedelta

import pytest

from services.access.guessing.domain import MOST, WITHIN, Kind, Secret, TooManyGuesses, check

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)
SECRET = Secret("only-for-tests-" * 4)


def attempts(number: int, every_s: int = 10) -> list[datetime]:
    """Return when it was tried, the last time just now."""
    return [NOW - timedelta(seconds=every_s * it) for it in range(number)]


@pytest.mark.parametrize("kind", MOST)
def test_as_many_may_fail_as_are_allowed(kind: Kind) -> None:
    whose = SECRET.whose(kind, "somebody")

    check(whose, attempts(MOST[kind] - 1), NOW)
    with pytest.raises(TooManyGuesses):
        check(whose, attempts(MOST[kind]), NOW)


def test_one_waits_until_the_oldest_that_counts_is_forgotten() -> None:
    with pytest.raises(TooManyGuesses) as refused:
        check(SECRET.whose("email", "x"), attempts(10), NOW)

    assert refused.value.retry_after_s == 300 - 90


def test_of_more_than_are_allowed_the_last_ones_count() -> None:
    with pytest.raises(TooManyGuesses) as refused:
        check(SECRET.whose("email", "x"), attempts(13), NOW)

    assert refused.value.retry_after_s == 300 - 90


def test_one_never_waits_for_nothing() -> None:
    with pytest.raises(TooManyGuesses) as refused:
        check(SECRET.whose("code", "x"), [NOW - WITHIN] * 5, NOW)

    assert refused.value.retry_after_s == 1


def test_whose_guesses_they_are_is_hashed_with_a_secret() -> None:
    ours, theirs = SECRET.whose("email", "a@example.org"), Secret("other-" * 8).whose("email", "a@example.org")

    assert "example" not in ours.hashed
    assert len(ours.hashed) == 64
    assert ours.hashed != theirs.hashed
    assert ours == SECRET.whose("email", "a@example.org")


def test_one_value_of_two_kinds_is_counted_apart() -> None:
    assert len({SECRET.whose(kind, "x").hashed for kind in MOST}) == len(MOST)
