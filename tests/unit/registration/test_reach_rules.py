"""Rules of reach: which news of a message counts, and whom no channel has reached."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from services.registration.contacts.domain import AUDIENCES
from services.registration.delivery import domain
from services.registration.delivery.domain import Settled
from shared.events import MessageKind, SeatState
from shared.events.stages import SessionState

AT = datetime(2017, 7, 4, 9, tzinfo=UTC)


def settled(
    state: str,
    channel: str = "email",
    *,
    hour: int = 0,
    reason: str | None = None,
    message: int = 1,
    kind: str = "session.confirmed",
) -> Settled:
    """Return how a message went; the confirmation of a seat unless said otherwise."""
    return Settled(UUID(int=message), kind, channel, state, reason, AT + timedelta(hours=hour))


def vain(
    *messages: Settled, session: SessionState = "open", registration: SeatState = "registered"
) -> Sequence[Settled] | None:
    return domain.newest_in_vain(messages, session, registration)


IN_VAIN = settled("failed"), settled("failed", "sms")


def test_later_news_of_a_message_and_of_the_same_moment_replaces_the_known() -> None:
    known = settled("failed", hour=1)

    assert domain.is_news(known, settled("sent", hour=2))
    assert domain.is_news(known, settled("ambiguous", hour=1))
    assert not domain.is_news(known, settled("sent", hour=0))


def test_what_was_sent_is_not_unsent_but_another_message_of_its_kind_counts_anew() -> None:
    known = settled("sent", message=1)

    assert not domain.is_news(known, settled("failed", hour=5, message=1))
    assert domain.is_news(known, settled("failed", hour=5, message=2))


@pytest.mark.parametrize(
    "told", list(permutations([settled("failed"), settled("ambiguous", hour=1), settled("sent", hour=2)]))
)
def test_in_whatever_order_news_of_one_message_is_heard_the_last_of_it_is_known(told: Sequence[Settled]) -> None:
    known = told[0]
    for news in told[1:]:
        known = news if domain.is_news(known, news) else known

    assert known.state == "sent"


@pytest.mark.parametrize(
    ("state", "reason", "shown"),
    [
        ("suppressed", "not-called-for", "not-needed"),
        ("suppressed", "superseded", "not-needed"),
        ("failed", "before-the-fence", "not-needed"),
        ("failed", "smtp-550", "refused"),
        ("failed", "sms-21211", "refused"),
        ("expired", "smtp-450", "expired"),
        ("failed", "550-smtp-", "failed"),
        ("failed", None, "failed"),
        ("sent", "smtp-250", "sent"),
        ("sent", "no-address", "sent"),
        ("ambiguous", "bad-address", "ambiguous"),
        ("suppressed", "no-address", "no-address"),
        ("suppressed", "no-gateway", "no-gateway"),
        ("suppressed", "opted-out", "opted-out"),
        ("failed", "bad-address", "bad-address"),
        ("suppressed", "tells-subject", "tells-subject"),
        ("expired", "quiet-hours", "quiet-hours"),
        ("expired", "weather", "expired"),
    ],
)
def test_pages_have_a_word_for_what_became_of_every_message(state: str, reason: str | None, shown: str) -> None:
    assert domain.why(settled(state, reason=reason)) == shown


def test_whoever_no_channel_reached_is_called_about_that_message() -> None:
    assert vain(*IN_VAIN) == list(IN_VAIN)


@pytest.mark.parametrize(
    "messages",
    [
        (),
        (settled("failed"),),
        (settled("sent"), settled("failed", "sms")),
        (settled("failed"), settled("sent", "sms")),
        (settled("failed"), settled("suppressed", "sms", reason="superseded")),
        (settled("failed", kind="session.of-tomorrow"), settled("failed", "sms", kind="session.of-tomorrow")),
    ],
    ids=[
        "no message",
        "one channel is still on its way",
        "the mail has arrived",
        "the SMS has arrived",
        "one channel found it was not needed",
        "a kind that this release does not know",
    ],
)
def test_nobody_is_called_who_was_reached_or_still_may_be_or_needs_nothing(messages: Sequence[Settled]) -> None:
    assert vain(*messages) is None


def test_a_call_too_many_costs_less_than_a_journey_in_vain() -> None:
    in_doubt = settled("ambiguous"), settled("ambiguous", "sms")

    assert vain(*in_doubt) == list(in_doubt)


CHANGED = settled("failed", hour=2, kind="session.changed"), settled("failed", "sms", kind="session.changed")


@pytest.mark.parametrize("messages", [(*IN_VAIN, *CHANGED), (*CHANGED, *IN_VAIN)], ids=["in order", "turned round"])
def test_of_two_messages_in_vain_the_one_settled_last_counts_be_it_by_one_channel(messages: Sequence[Settled]) -> None:
    assert vain(*messages) == list(CHANGED)


def test_an_older_message_in_vain_is_forgotten_once_a_newer_one_has_arrived() -> None:
    assert vain(*IN_VAIN, settled("sent", hour=1, kind="session.changed")) is None


def test_a_newer_message_that_was_not_needed_does_not_hide_an_older_one_in_vain() -> None:
    superseded = settled("suppressed", hour=5, reason="superseded", kind="session.changed")

    assert vain(*IN_VAIN, superseded) == list(IN_VAIN)


@pytest.mark.parametrize("kind", AUDIENCES)
@pytest.mark.parametrize("session", ["planned", "open", "completed", "cancelled"])
@pytest.mark.parametrize("registration", ["registered", "waiting", "offered", "withdrawn"])
def test_nobody_is_called_about_what_session_and_seat_do_not_call_for(
    kind: MessageKind, session: SessionState, registration: SeatState
) -> None:
    audience = AUDIENCES[kind]

    found = vain(
        settled("failed", kind=kind),
        settled("failed", "sms", kind=kind),
        session=session,
        registration=registration,
    )

    assert (found is not None) == (session in audience.sessions and registration in audience.registrations)
