"""What a mail is made of, and what it does to calendars."""

from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from typing import Any, get_args
from uuid import UUID

import pytest
from icalendar import Calendar

from services.notifications.queue.domain import BAD_ADDRESS, TELLS_SUBJECT
from services.notifications.recipients.contacts import Contact
from services.notifications.settings import NotificationsSettings
from services.notifications.texts import mail as letters
from services.notifications.texts.messages import Unfit
from services.notifications.texts.notice import Notice
from shared.country.discretion import tells
from shared.events import MessageKind
from tests.unit.notifications.written import NOW, contact, notice, plan

SENDER = Address("Coordination", addr_spec="no-reply@takwin.invalid")


def mail_of(one: Notice, to: Contact | None = None) -> EmailMessage:
    """Return the mail as its reader's program parses it."""
    parsed: Any = message_from_bytes(letters.write(one, to or contact(), SENDER, NOW).as_bytes(), policy=default)
    return parsed  # type: ignore[no-any-return]


def kinds(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def part(mail: EmailMessage, kind: str) -> str:
    (found,) = [it for it in mail.walk() if it.get_content_type() == kind]
    return str(found.get_content())


def entry(mail: EmailMessage) -> Any:
    (found,) = Calendar.from_ical(part(mail, "text/calendar")).walk("VEVENT")
    return found


def test_a_mail_says_what_programs_need_and_shows_the_address_alone() -> None:
    raw = letters.write(notice(), contact("ar"), SENDER, NOW)

    headers = {name: str(value) for name, value in raw.items()}
    assert headers["Message-ID"] == f"<{UUID(int=7)}@takwin.invalid>"
    assert (headers["Content-Language"], headers["X-Takwin-Template"]) == ("ar", "session.confirmed")
    assert (headers["Auto-Submitted"], headers["To"]) == ("auto-generated", "someone@example.org")
    assert headers["From"] == "Coordination <no-reply@takwin.invalid>"
    assert b"Salma" not in raw.as_bytes().partition(b"\r\n\r\n")[0]


def test_arabic_leaves_as_seven_bits() -> None:
    assert letters.write(notice(), contact("ar"), SENDER, NOW).as_bytes().isascii()


def test_text_html_and_calendar_are_the_same_message_and_the_file_comes_beside_it() -> None:
    assert kinds(mail_of(notice())) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_a_message_that_no_calendar_need_know_has_text_and_html_alone() -> None:
    assert kinds(mail_of(notice("session.reminder"))) == ["multipart/alternative", "text/plain", "text/html"]
    assert kinds(mail_of(notice("session.changed", attendance=None))) == kinds(mail_of(notice("session.waiting")))


def test_arabic_html_is_written_from_the_right() -> None:
    html = part(mail_of(notice(), contact("ar")), "text/html")

    assert '<html lang="ar" dir="rtl">' in html
    assert "غشت" in html


def test_a_name_cannot_become_html() -> None:
    html = part(mail_of(notice(), contact(given_name="<b>&Salma</b>")), "text/html")

    assert "<b>" not in html
    assert "&lt;b&gt;&amp;Salma" in html


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@", "@b", "a@b\r\nBcc: c@d", "a@b, c@d", "Nom <a@b.org>", "é@b.org"]
)
def test_what_is_no_plain_address_gets_no_mail(address: str) -> None:
    with pytest.raises(Unfit) as unfit:
        letters.write(notice(), contact(email=address), SENDER, NOW)

    assert unfit.value.outcome == BAD_ADDRESS


@pytest.mark.parametrize("venue", ["Centre d'accueil des migrants", "مركز ضحايا الاتجار"])
def test_a_mail_that_tells_is_not_made(venue: str) -> None:
    with pytest.raises(Unfit) as unfit:
        letters.write(notice(plan=plan(venue=venue)), contact(), SENDER, NOW)

    assert unfit.value.outcome == TELLS_SUBJECT


@pytest.mark.parametrize("kind", get_args(MessageKind))
@pytest.mark.parametrize("relayed", [False, True])
def test_a_name_silences_nobody(kind: MessageKind, *, relayed: bool) -> None:
    for given, family in (("Viol", "Abus"), ("Mineur", "Enfant"), ("طفل", "قاصر")):
        assert tells(f"{given} {family}")
        to = contact(given_name=given, family_name=family, relayed=relayed)

        text = part(mail_of(notice(kind), to), "text/plain")

        assert given in text


@pytest.mark.parametrize("kind", ["session.withdrawn", "session.cancelled"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_place_that_tells_is_not_written_into_a_calendar_either(kind: MessageKind, language: str) -> None:
    with pytest.raises(Unfit) as unfit:
        mail_of(notice(kind, plan=plan(venue="Centre d'accueil des migrants")), contact(language))

    assert unfit.value.outcome == TELLS_SUBJECT


@pytest.mark.parametrize("setting", ["sender_name", "sender_address"])
def test_a_sender_whose_name_tells_is_refused_at_the_start(setting: str) -> None:
    needed = {"database_url": "x", "kafka_servers": "x", "secret": "x" * 32, "instance": "x"}

    with pytest.raises(ValueError, match="must not tell"):
        NotificationsSettings.model_validate({**needed, setting: "stop-traite@example.org"})


def test_the_entry_says_where_and_when_on_the_clocks_of_morocco_and_nothing_of_what() -> None:
    found = entry(mail_of(notice()))

    assert found["DTSTART"].to_ical() == b"20170823T090000"
    assert found["DTSTART"].params["TZID"] == "Africa/Casablanca"
    assert found["DTEND"].dt.isoformat() == "2017-08-24T17:00:00+01:00"
    assert (str(found["SUMMARY"]), str(found["LOCATION"])) == ("Session à Oujda", "Maison de la culture, Oujda")
    assert (str(found["ORGANIZER"]), found["DTSTAMP"].dt) == ("mailto:no-reply@takwin.invalid", NOW)
    assert str(found["ATTENDEE"]) == "mailto:someone@example.org"


def test_the_zone_of_the_entry_knows_what_morocco_did_that_summer() -> None:
    calendar: Any = Calendar.from_ical(part(mail_of(notice()), "text/calendar"))

    (zone,) = calendar.walk("VTIMEZONE")
    clocks = zone.to_tz()
    assert str(zone["TZID"]) == "Africa/Casablanca"
    assert plan().starts_local.replace(tzinfo=clocks).isoformat() == "2017-08-23T09:00:00+01:00"


def test_two_mails_in_a_row_are_an_update_of_one_entry_and_the_third_its_end() -> None:
    first = entry(mail_of(notice(sequence=4)))
    moved = entry(mail_of(notice("session.changed", sequence=5, plan=plan(day=29, venue="Salle B"))))
    ended = mail_of(notice("session.cancelled", sequence=5, plan=plan(day=29, venue="Salle B")))

    assert first["UID"] == moved["UID"] == entry(ended)["UID"]
    assert (first["SEQUENCE"], moved["SEQUENCE"], entry(ended)["SEQUENCE"]) == (4, 5, 6)
    assert str(moved["LOCATION"]) == "Salle B, Oujda"
    assert str(entry(ended)["STATUS"]) == "CANCELLED"
    assert str(Calendar.from_ical(part(ended, "text/calendar"))["METHOD"]) == "CANCEL"


@pytest.mark.parametrize(
    ("kind", "method"),
    [
        ("session.confirmed", "REQUEST"),
        ("session.promoted", "REQUEST"),
        ("session.changed", "REQUEST"),
        ("session.withdrawn", "CANCEL"),
        ("session.cancelled", "CANCEL"),
    ],
)
def test_the_part_and_the_calendar_name_the_same_method(kind: MessageKind, method: str) -> None:
    mail = mail_of(notice(kind))

    (calendar,) = [it for it in mail.walk() if it.get_content_type() == "text/calendar"]
    (file,) = [it for it in mail.iter_attachments() if it.get_filename() == "session.ics"]
    assert calendar["Content-Type"].params["method"] == method
    assert f"METHOD:{method}" in calendar.get_content()
    assert file.get_content() == calendar.get_content().encode().replace(b"\n", b"\r\n").replace(b"\r\r", b"\r")


def test_an_organisation_gets_the_entry_as_a_file_to_pass_on() -> None:
    mail = mail_of(notice(), contact(relayed=True))

    (file,) = mail.iter_attachments()
    assert "text/calendar" not in kinds(mail)
    assert b"METHOD:PUBLISH" in file.get_content()
    assert b"ATTENDEE" not in file.get_content()


def test_every_template_can_be_written() -> None:
    assert {mail_of(notice(it))["X-Takwin-Template"] for it in get_args(MessageKind)} == set(get_args(MessageKind))
