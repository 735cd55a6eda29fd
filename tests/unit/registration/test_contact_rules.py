"""Rules of registration, without a database. Numbers and addresses are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration import domain


@pytest.mark.parametrize(
    "text",
    ["+212600000001", "0600000001", "06 00 00 00 01", "+212 0 6 00 00 00 01", "00212600000001", "٠٦٠٠٠٠٠٠٠١"],
)
def test_one_number_has_one_spelling(text: str) -> None:
    assert domain.phone_of(text) == domain.Phone("+212600000001", "mobile")


@pytest.mark.parametrize(
    ("text", "kind"), [("0536000001", "landline"), ("0800000001", "other"), ("+33612345678", "mobile")]
)
def test_what_rings_at_a_number_is_known(text: str, kind: str) -> None:
    assert domain.phone_of(text).kind == kind


@pytest.mark.parametrize(
    "text", ["", " ", "06000", "0100000001", "none", "0600-EXEMPLE", "0600000001 #5", "+999123456"]
)
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(domain.PhoneImpossible):
        domain.phone_of(text)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        phone = domain.phone_of(text)
    except domain.PhoneImpossible:
        return
    assert phone == domain.phone_of(phone.number)


def test_an_address_is_kept_in_small_letters() -> None:
    assert domain.email_of("Exemple.Un@Example.ORG") == "exemple.un@example.org"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "exemple",
        "@example.org",
        "exemple@",
        "a@b@example.org",
        "exemple@example",
        "exemple@-example.org",
        "ex emple@example.org",
        "exemple@example..org",
        "exemple@example.org\n",
        "exemple@exämple.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(domain.EmailImpossible):
        domain.email_of(text)


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(domain.PhoneImpossible) as caught:
        domain.phone_of("0600-EXEMPLE")

    assert "EXEMPLE" not in str(caught.value)
    assert caught.value.values == {}


def test_why_there_is_no_seat_depends_on_whether_the_session_is_yet_to_come() -> None:
    assert isinstance(domain.why_no_seat("planned"), domain.SessionNotOpen)
    assert isinstance(domain.why_no_seat("completed"), domain.SessionOver)
