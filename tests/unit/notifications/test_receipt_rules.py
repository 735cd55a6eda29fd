"""Rules of receipts: which of several counts, and which words of a provider are kept."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from services.notifications.delivery.domain import COMPLAINT, LONGEST_WORD, UNTOLD, Delivery, Fate, strongest, word_of

AT = datetime(2017, 8, 23, 9, tzinfo=UTC)
ONE, OTHER = UUID(int=1), UUID(int=2)


def fate(state: Delivery, reason: str | None = None, of: UUID = ONE) -> Fate:
    """Return what is said of a message."""
    return Fate(of, state, reason, AT)


@pytest.mark.parametrize("word", ["unknown-number", "smpp-88", "smtp-550-5-1", "x" * LONGEST_WORD])
def test_a_word_in_small_letters_is_kept(word: str) -> None:
    assert word_of(word) == word


@pytest.mark.parametrize(
    "quoted",
    [
        *("", "Somebody", "no such user", "a@example.org", "x" * (LONGEST_WORD + 1), "a--b"),
        *("+212600000000", "212600000000", "to-212600000000", "tel-06-00-00-00-00"),
    ],
)
def test_what_may_quote_somebody_is_not(quoted: str) -> None:
    assert word_of(quoted) == UNTOLD


def test_no_reason_is_none() -> None:
    assert word_of(None) is None


@pytest.mark.parametrize("weaker", [fate("unconfirmed"), fate("undelivered", "expired")])
def test_what_was_delivered_counts_in_whatever_order_it_is_said(weaker: Fate) -> None:
    delivered = fate("delivered")

    assert strongest([weaker, delivered]) == strongest([delivered, weaker]) == [delivered]


def test_a_complaint_counts_more_than_that_the_message_came() -> None:
    complaint = fate("delivered", COMPLAINT)

    assert strongest([complaint, fate("delivered")]) == strongest([fate("delivered"), complaint]) == [complaint]


def test_of_two_that_say_the_same_the_first_counts() -> None:
    first, second = fate("undelivered", "expired"), fate("undelivered", "mailbox-full")

    assert strongest([first, second]) == [first]


def test_messages_are_held_in_the_order_of_their_ids() -> None:
    assert [one.id for one in strongest([fate("delivered", of=OTHER), fate("delivered")])] == [ONE, OTHER]
