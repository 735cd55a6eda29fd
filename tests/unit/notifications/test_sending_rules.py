"""What is sent at all, what an answer means, how long to wait."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications.channels.sms import read
from services.notifications.queue import domain
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
        domain.intent_id(event, person, "session.confirmed", "sms"),
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


@pytest.mark.parametrize(
    ("status", "reason", "state", "said"),
    [
        (202, None, "sent", None),
        (200, None, "sent", None),
        (429, None, "pending", "sms-429"),
        (408, None, "pending", "sms-408"),
        (503, None, "pending", "sms-503"),
        (401, None, "pending", "sms-401"),
        (404, None, "pending", "sms-404"),
        (422, "bad-number", "failed", "sms-bad-number"),
        (400, None, "failed", "sms-400"),
    ],
)
def test_an_answer_of_the_sms_gateway_means_taken_later_or_never(
    status: int, reason: str | None, state: str, said: str | None
) -> None:
    outcome = read(status, reason)

    assert (outcome.state, outcome.reason, outcome.doubtful) == (state, said, False)


@pytest.mark.parametrize("status", [100, 201, 204, 302])
def test_an_answer_that_makes_no_sense_is_asked_for_again(status: int) -> None:
    assert read(status, None).doubtful
