"""Phones, addresses and routes, without a database. Numbers and addresses are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.texts import mail
from services.notifications.texts.messages import Unfit
from services.registration.people import addresses, domain


@pytest.mark.parametrize(
    "text",
    ["+212600000001", "0600000001", "06 00 00 00 01", "+212 0 6 00 00 00 01", "00212600000001", "٠٦٠٠٠٠٠٠٠١"],
)
def test_one_number_has_one_spelling(text: str) -> None:
    assert addresses.phone_of(text) == addresses.Phone("+212600000001", "mobile")


@pytest.mark.parametrize(
    ("text", "kind"), [("0536000001", "landline"), ("0800000001", "other"), ("+33612345678", "mobile")]
)
def test_what_rings_at_a_number_is_known(text: str, kind: str) -> None:
    assert addresses.phone_of(text).kind == kind


@pytest.mark.parametrize(
    "text", ["", " ", "06000", "0100000001", "none", "0600-EXEMPLE", "0600000001 #5", "+999123456"]
)
def test_what_is_no_phone_number_is_refused(text: str) -> None:
    with pytest.raises(addresses.PhoneImpossible):
        addresses.phone_of(text)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        phone = addresses.phone_of(text)
    except addresses.PhoneImpossible:
        return
    assert phone == addresses.phone_of(phone.number)


def test_an_address_is_kept_in_small_letters() -> None:
    assert addresses.email_of("Exemple.Un@Example.ORG") == "exemple.un@example.org"


@pytest.mark.parametrize(
    "host",
    ["example.xn--mgbc0a9azcg", "EXAMPLE.XN--MGBC0A9AZCG", "example.المغرب", "xn--exmple-cua.org", "exämple.org"],
)
def test_a_host_in_another_script_is_written_as_networks_do(host: str) -> None:
    kept = addresses.email_of(f"x@{host}")

    assert kept in {"x@example.xn--mgbc0a9azcg", "x@xn--exmple-cua.org"}
    assert addresses.email_of(kept) == kept
    assert mail.checked(kept) == kept


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
        ".exemple@example.org",
        "exemple.@example.org",
        "ex..emple@example.org",
        "exemplé@example.org",
        "exemple@exam_ple.org",
        "exemple@example.org.",
        "exemple@[192.0.2.1]",
        "exemple@192.0.2.1",
        "exemple@xn--0000000.org",
        "exemple@-exämple.org",
        f"{'e' * 65}@example.org",
        f"{'e' * 60}@{'e' * 63}.{'e' * 63}.{'e' * 63}.example.org",
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(addresses.EmailImpossible):
        addresses.email_of(text)
    with pytest.raises(Unfit):
        mail.checked(text)


def test_a_refusal_never_repeats_what_was_typed() -> None:
    with pytest.raises(addresses.PhoneImpossible) as caught:
        addresses.phone_of("0600-EXEMPLE")

    assert "EXEMPLE" not in str(caught.value)
    assert caught.value.values == {}


def test_a_landline_is_refused_with_a_sentence_that_says_so() -> None:
    landline = addresses.Phone("+212536000001", "landline")

    with pytest.raises(domain.LandlineTakesNoSms) as caught:
        domain.check_route("phone", landline, None)

    assert caught.value.field == "phone"
    assert "landline" in caught.value.message()
    domain.check_route("none", landline, None)


def test_a_relay_needs_nothing_of_the_persons_own() -> None:
    domain.check_route("relay", None, None)
