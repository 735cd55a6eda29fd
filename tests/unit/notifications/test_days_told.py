"""A session of several days: what its messages say of each, and what becomes of each in calendars."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import parsedate_to_datetime
from typing import Any, get_args
from urllib.parse import unquote

import pytest
from icalendar import Calendar

from services.notifications.queue.domain import LANGUAGES
from services.notifications.queue.kinds import KINDS
from services.notifications.queue.timing import Occasion, reminders_due
from services.notifications.recipients.contacts import Contact
from services.notifications.sessions.domain import Day, Plan
from services.notifications.texts import mail as letters
from services.notifications.texts import messages
from services.notifications.texts.gsm import parts
from services.notifications.texts.notice import Notice
from shared.events import MessageKind
from shared.kernel.clock import machine_now
from tests.unit.notifications.written import NOW, contact, notice, plan

SENDER = Address("Coordination", addr_spec="no-reply@training.example.org")
HOUR = timedelta(hours=1)
Times = tuple[int, float, float]


def on(*days: Times, after: Plan | None = None, zone_hours: int = 1, **other: Any) -> Plan:
    """Return a plan with these days of August 2017: day, first hour, last hour."""

    def at(day: int, hour: float) -> datetime:
        return datetime(2017, 8, day, tzinfo=UTC) + (hour - zone_hours) * HOUR

    found = [Day(starts_at=at(day, begins), ends_at=at(day, ends)) for day, begins, ends in days]
    first, last = (moment + zone_hours * HOUR for moment in (found[0].starts_at, found[-1].ends_at))
    times = {"starts_local": first.replace(tzinfo=None), "ends_local": last.replace(tzinfo=None)}
    said = {"days": tuple(found), "starts_at": found[0].starts_at, **times}
    return plan(**other).model_copy(update=said).numbered_after(after)


def mail_of(one: Notice, to: Contact | None = None) -> EmailMessage:
    parsed: Any = message_from_bytes(letters.write(one, to or contact(), SENDER, NOW).as_bytes(), policy=default)
    return parsed  # type: ignore[no-any-return]


class Shown:
    """A reader's calendar, which does what mails ask of it (RFC 5546): an older SEQUENCE changes nothing."""

    def __init__(self) -> None:
        self.entries: dict[str, Any] = {}

    def hear(self, notice: Notice) -> None:
        for part in mail_of(notice).walk():
            if part.get_content_type() == "text/calendar":
                calendar: Any = Calendar.from_ical(part.get_content())
                (event,) = calendar.walk("VEVENT")
                assert str(calendar["METHOD"]) == part["Content-Type"].params["method"]
                known = self.entries.get(str(event["UID"]))
                assert known is None or known["SEQUENCE"] < event["SEQUENCE"]
                self.entries[str(event["UID"])] = event

    @property
    def days(self) -> dict[str, str]:
        """Return what stands there, by UID."""
        return {
            uid: f"{it['DTSTART'].dt:%d %H:%M}-{it['DTEND'].dt:%H:%M}"
            for uid, it in self.entries.items()
            if it["STATUS"] == "CONFIRMED"
        }


FIRST = on((23, 9, 17), (24, 9, 12.5))


def test_each_day_has_an_entry_and_no_night_is_in_one() -> None:
    shown = Shown()

    shown.hear(notice(plan=on((23, 9, 17), (24, 9, 12.5), (28, 10, 15))))

    assert sorted(shown.days.values()) == ["23 09:00-17:00", "24 09:00-12:30", "28 10:00-15:00"]


def test_a_day_that_is_moved_keeps_its_entry_and_the_other_stays_as_it_is() -> None:
    shown, moved = Shown(), on((23, 9, 17), (24, 11, 14.5), after=FIRST)
    shown.hear(notice(plan=FIRST, sequence=4))
    before = shown.days

    shown.hear(notice("session.changed", plan=moved, before=FIRST, sequence=5))

    assert list(shown.days) == list(before)
    assert list(shown.days.values()) == ["23 09:00-17:00", "24 11:00-14:30"]


def test_a_day_that_is_gone_is_ended_and_the_others_keep_their_entries() -> None:
    three, shown = on((23, 9, 17), (24, 9, 17), (25, 9, 17)), Shown()
    two = on((23, 9, 17), (25, 9, 17), after=three)
    shown.hear(notice(plan=three, sequence=0))
    before = shown.days

    shown.hear(notice("session.changed", plan=two, before=three, sequence=1, entries=3))

    gone = [uid for uid in before if uid not in shown.days]
    assert [before[uid] for uid in gone] == ["24 09:00-17:00"]
    assert shown.days == {uid: day for uid, day in before.items() if uid not in gone}


def test_a_day_off_that_becomes_a_day_and_goes_again_leaves_what_was() -> None:
    shown, off = Shown(), on((23, 9, 17), (25, 9, 17))
    more = on((23, 9, 17), (24, 9, 17), (25, 9, 17), after=off)
    again = on((23, 9, 17), (25, 9, 17), after=more)
    shown.hear(notice(plan=off, sequence=0))
    before = shown.days

    shown.hear(notice("session.changed", plan=more, before=off, sequence=1, entries=3))
    assert len(shown.days) == 3
    shown.hear(notice("session.changed", plan=again, before=more, sequence=2, entries=3))

    assert shown.days == before


@pytest.mark.parametrize("kind", ["session.cancelled", "session.withdrawn"])
def test_the_end_takes_every_day_there_has_ever_been(kind: MessageKind) -> None:
    shown = Shown()
    shown.hear(notice(plan=on((23, 9, 17), (24, 9, 17), (25, 9, 17)), sequence=0))

    shown.hear(notice(kind, plan=on((23, 9, 17), after=None), sequence=1, entries=3))

    assert shown.days == {}


def test_one_entry_of_an_older_release_becomes_the_first_of_the_days() -> None:
    shown = Shown()
    shown.hear(notice(plan=plan(), sequence=0))
    assert list(shown.days.values()) == ["23 09:00-17:00"]

    shown.hear(notice("session.changed", plan=FIRST, before=plan(), sequence=1, entries=2))

    assert list(shown.days.values()) == ["23 09:00-17:00", "24 09:00-12:30"]


def test_the_file_to_open_by_hand_holds_all_days() -> None:
    mail = mail_of(notice(plan=FIRST))

    (file,) = [it for it in mail.iter_attachments() if it.get_filename() == "session.ics"]
    assert len(Calendar.from_ical(file.get_content()).walk("VEVENT")) == 2


@pytest.mark.parametrize("kind", ["session.confirmed", "session.offered", "session.promoted", "session.changed"])
def test_a_mail_tells_each_day_with_its_hours(kind: MessageKind) -> None:
    told = notice(kind, plan=on((23, 9, 17), (28, 10, 15)))

    french, arabic = (
        messages.mail_wording(told, contact(language)).body.replace("\u00a0", " ") for language in LANGUAGES
    )

    assert "- mercredi 23 août 2017 de 09 h 00 à 17 h 00\n- lundi 28 août 2017 de 10 h 00 à 15 h 00\n" in french
    assert "Dates (heure du Maroc) :" in french
    assert "- الاثنين 28 غشت 2017 من الساعة 10:00 إلى الساعة 15:00" in arabic


@pytest.mark.parametrize(
    ("days", "french"),
    [
        (((23, 9, 17), (24, 9, 17)), "mercredi 23/08/2017 et jeudi 24/08 de 09 h 00 à 17 h 00 (heure du Maroc)"),
        (
            ((23, 9, 17), (24, 9, 12.5)),
            "mercredi 23/08/2017 de 09 h 00 à 17 h 00 ; jeudi 24/08/2017 de 09 h 00 à 12 h 30 (heure du Maroc)",
        ),
        (
            ((21, 9, 17), (22, 9, 17), (23, 9, 17), (24, 9, 17)),
            "du lundi 21/08/2017 au jeudi 24/08, chaque jour de 09 h 00 à 17 h 00 (heure du Maroc)",
        ),
        (
            ((21, 9, 17), (23, 9, 17), (25, 9, 17)),
            "lundi 21/08/2017, mercredi 23/08 et vendredi 25/08 de 09 h 00 à 17 h 00 (heure du Maroc)",
        ),
    ],
)
def test_an_sms_tells_each_day_with_its_hours_and_stays_short(days: tuple[Times, ...], french: str) -> None:
    told = notice(plan=on(*days))

    assert french in messages.sms_wording(told, contact("fr")).body
    assert parts(messages.sms_wording(told, contact("fr")).body) <= 2
    assert parts(messages.sms_wording(told, contact("ar")).body) <= 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", get_args(MessageKind))
def test_an_sms_about_many_days_is_one_that_gateways_take(kind: MessageKind, language: str) -> None:
    many = on(*((day, 9 + day % 3, 17) for day in range(1, 29, 2)))

    text = messages.sms_wording(notice(kind, plan=many, before=many), contact(language)).body

    assert parts(text) <= 8
    assert not re.findall(r"\s{2}|\n| [.,،؛]|^ | $", text)


def test_a_reminder_tells_the_days_that_are_still_to_come() -> None:
    told = notice("session.reminder", plan=on((23, 9, 17), (28, 10, 15)), told_at=datetime(2017, 8, 27, 9, tzinfo=UTC))

    text = messages.mail_wording(told, contact("fr")).body

    assert "lundi 28 août 2017" in text
    assert "23 août" not in text


def test_people_are_reminded_of_the_first_day_and_after_days_off() -> None:
    due = reminders_due(on((23, 9, 17), (24, 9, 17), (28, 9, 17), (29, 9, 17)))

    assert [f"{it:%d %H}" for it in due.values()] == ["20 10", "22 10", "27 10"]


def test_what_is_told_between_two_days_is_of_use_until_the_next_begins() -> None:
    apart = on((23, 9, 17), (28, 9, 17))

    assert KINDS["session.reminder"].useful_until(apart, Occasion(apart.days[0].ends_at)) == apart.days[1].starts_at
    assert KINDS["session.confirmed"].useful_until(apart, Occasion(apart.days[0].ends_at)) == apart.days[1].starts_at
    assert KINDS["session.confirmed"].useful_until(apart, Occasion(NOW)) == apart.days[0].starts_at


@pytest.mark.parametrize(
    ("zone", "french", "arabic"),
    [("Europe/Paris", "heure : France", "بتوقيت فرنسا"), ("Asia/Riyadh", "heure : Arabie saoudite", "بتوقيت المملكة")],
)
@pytest.mark.parametrize("kind", ["session.confirmed", "session.offered", "session.changed", "session.reminder"])
def test_another_zone_is_named(kind: MessageKind, zone: str, french: str, arabic: str) -> None:
    told = notice(kind, plan=plan(zone=zone))

    for write in (messages.mail_wording, messages.sms_wording):
        assert french in write(told, contact("fr")).body.replace("\u00a0", " ")
        assert arabic in write(told, contact("ar")).body
        assert "Maroc" not in write(told, contact("fr")).body
        assert "المغرب" not in write(told, contact("ar")).body


@pytest.mark.parametrize("address", ["r&d?x%y@example.org", "o'hara+a=b@example.org", "a/b#c@example.org"])
def test_an_address_in_a_calendar_is_written_as_a_uri(address: str) -> None:
    mail = mail_of(notice(), contact(email=address))

    (calendar,) = [it.get_content() for it in mail.walk() if it.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    uri = str(event["ATTENDEE"])
    assert unquote(uri) == f"mailto:{address}"
    assert not re.search(r"[?&#=/]|%(?![0-9A-F]{2})", uri.removeprefix("mailto:"))


def test_a_mail_says_when_it_was_written_and_whose_it_is() -> None:
    mail = mail_of(notice())

    written = parsedate_to_datetime(str(mail["Date"]))
    assert abs(written - machine_now()) < timedelta(minutes=1)
    assert str(mail["Message-ID"]).endswith("@training.example.org>")
    assert all(len(mail.get_all(name) or []) == 1 for name in ("Date", "Message-ID", "From", "To", "MIME-Version"))
