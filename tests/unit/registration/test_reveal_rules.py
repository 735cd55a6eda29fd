"""What a message of which kind may use of whose contacts: by route, in their language, as long as the day allows."""

from datetime import UTC, datetime, timedelta

import pytest

from services.registration.contacts import domain
from services.registration.contacts.domain import AUDIENCES, Own, Pair, Reveal
from services.registration.people.addresses import PhoneKind
from services.registration.people.domain import Route
from shared.events import Language

PERSON = Own("exemple@example.org", "+212600000001", "mobile")
LANDLINE = Own("exemple@example.org", "+212536000001", "landline")
ORGANISATION = Own("association@example.org", "+212600000009", "mobile")
NOTHING = Own(None, None, None)


@pytest.mark.parametrize(
    ("route", "revealed"),
    [
        ("phone", Reveal("exemple@example.org", "+212600000001")),
        ("email", Reveal("exemple@example.org", None)),
        ("relay", Reveal("association@example.org", "+212600000009", relayed=True)),
        ("none", Reveal()),
    ],
)
def test_no_more_is_given_than_the_route_of_the_person_needs(route: Route, revealed: Reveal) -> None:
    assert domain.reveal(route, PERSON, ORGANISATION, silenced=False) == revealed


@pytest.mark.parametrize("route", ["phone", "email", "none"])
def test_whoever_wants_no_such_message_is_not_given_by_any_route(route: Route) -> None:
    assert domain.reveal(route, PERSON, ORGANISATION, silenced=True) == Reveal()


def test_of_whoever_wants_no_such_message_only_the_way_is_told_where_it_is_relayed() -> None:
    assert domain.reveal("relay", PERSON, ORGANISATION, silenced=True) == Reveal(relayed=True)


@pytest.mark.parametrize("kind", ["landline", "other", None])
def test_only_a_mobile_takes_an_sms(kind: PhoneKind | None) -> None:
    number = Own(None, "+212536000001", kind)

    assert number.mobile is None
    assert domain.reveal("relay", PERSON, number, silenced=False) == Reveal(relayed=True)


def test_who_is_reached_by_phone_and_has_a_landline_gets_mail_alone() -> None:
    assert domain.reveal("phone", LANDLINE, ORGANISATION, silenced=False) == Reveal("exemple@example.org", None)


@pytest.mark.parametrize("route", ["phone", "email"])
def test_nobody_is_reached_through_the_organisation_unasked(route: Route) -> None:
    assert domain.reveal(route, NOTHING, ORGANISATION, silenced=False) == Reveal()


LATIN: Pair = ("Exemple", "Un")
ARABIC: Pair = ("مثال", "الأول")


@pytest.mark.parametrize(
    ("language", "latin", "arabic", "called"),
    [
        ("fr", LATIN, ARABIC, LATIN),
        ("ar", LATIN, ARABIC, ARABIC),
        ("fr", (None, None), ARABIC, ARABIC),
        ("ar", LATIN, (None, None), LATIN),
        ("ar", LATIN, ("مثال", None), LATIN),
        ("ar", LATIN, (None, "الأول"), LATIN),
        ("fr", (None, "Un"), ARABIC, ARABIC),
        ("fr", ("Exemple", None), ARABIC, ARABIC),
    ],
    ids=[
        "French, both scripts",
        "Arabic, both scripts",
        "French, Arabic letters alone",
        "Arabic, Latin letters alone",
        "Arabic, no family name in Arabic letters",
        "Arabic, no given name in Arabic letters",
        "French, no given name in Latin letters",
        "French, no family name in Latin letters",
    ],
)
def test_people_are_called_by_a_whole_name_in_their_language_s_script(
    language: Language, latin: Pair, arabic: Pair, called: Pair
) -> None:
    assert domain.name_for(language, latin, arabic) == called


@pytest.mark.parametrize(
    ("now", "wait_s"),
    [
        (datetime(2017, 7, 3, tzinfo=UTC), 86_400),
        (datetime(2017, 7, 3, 0, 0, 1, tzinfo=UTC), 86_399),
        (datetime(2017, 7, 3, 23, 59, 59, tzinfo=UTC), 1),
        (datetime(2017, 7, 4, tzinfo=UTC) - timedelta(microseconds=1), 1),
    ],
    ids=["at midnight", "a second later", "in the last second", "in its last moment"],
)
def test_who_has_had_enough_contacts_today_may_ask_again_when_the_day_ends(now: datetime, wait_s: int) -> None:
    refusal = domain.capped(now)

    assert (refusal.retry_after_s, refusal.field) == (wait_s, "participant_ids")


def test_after_a_session_only_what_had_become_of_a_seat_is_still_told() -> None:
    told = {kind for kind, audience in AUDIENCES.items() if "completed" in audience.sessions}

    kept = {"session.confirmed", "session.promoted", "session.waiting"}
    given_up = {"session.withdrawn", "session.lapsed"}
    assert told == kept | given_up


def test_before_a_session_is_open_nobody_has_anything_to_be_told() -> None:
    assert not [kind for kind, audience in AUDIENCES.items() if "planned" in audience.sessions]


def test_only_the_news_of_a_cancellation_waits_until_registration_has_heard_of_it() -> None:
    assert [kind for kind, audience in AUDIENCES.items() if audience.awaits_cancellation] == ["session.cancelled"]
