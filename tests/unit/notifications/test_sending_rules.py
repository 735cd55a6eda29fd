"""What is sent at all, what an answer means, how long to wait."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications import domain
from tests.facts import STARTS_AT

SECOND = timedelta(seconds=1)


def test_what_happened_before_this_database_began_is_never_sent() -> None:
    assert domain.first_state(STARTS_AT - SECOND, fence=STARTS_AT) == "suppressed"


def test_what_happened_at_the_very_moment_it_began_is_not_sent_either() -> None:
    assert domain.first_state(STARTS_AT, fence=STARTS_AT) == "suppressed"


def test_what_happened_since_is_sent() -> None:
    assert domain.first_state(STARTS_AT + SECOND, fence=STARTS_AT) == "pending"


def test_an_intent_has_the_same_id_for_ever_and_no_other_intent_has_it() -> None:
    event, person, other = uuid4(), uuid4(), uuid4()
    first = domain.intent_id(event, person, "session.confirmed", "email")

    assert first == domain.intent_id(event, person, "session.confirmed", "email")
    assert first not in {
        domain.intent_id(event, other, "session.confirmed", "email"),
        domain.intent_id(other, person, "session.confirmed", "email"),
        domain.intent_id(event, person, "session.promoted", "email"),
    }


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (421, "pending", "smtp-421"),
        (451, "pending", "smtp-451"),
        (550, "failed", "smtp-550"),
        (554, "failed", "smtp-554"),
        (-1, "ambiguous", "unknown-outcome"),
        (299, "ambiguous", "unknown-outcome"),
    ],
)
def test_a_refusal_means_later_or_never_and_nonsense_means_nobody_knows(code: int, state: str, reason: str) -> None:
    outcome = domain.outcome_of_refusal(code)

    assert (outcome.state, outcome.reason) == (state, reason)


def test_pauses_double_up_to_five_minutes() -> None:
    assert [domain.pause_after(tries).total_seconds() for tries in (1, 2, 3, 8, 9, 10_000)] == [2, 4, 8, 256, 300, 300]
