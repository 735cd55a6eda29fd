"""The calendar part of a mail (RFC 5545, 5546): one entry for one attendance, updated as its session moves, then ended.

SEQUENCE counts the changes of place and time, and one more for the end, as RFC 5546 has it; nothing else moves it.
"""

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from services.notifications.claims import Claim
from services.notifications.domain.sending import Template
from services.notifications.messages import COMMA
from services.notifications.zones import timezone_of

Method = Literal["REQUEST", "CANCEL"]

METHODS: dict[Template, Method] = {
    "session.confirmed": "REQUEST",
    "session.promoted": "REQUEST",
    "session.changed": "REQUEST",
    "session.withdrawn": "CANCEL",
    "session.cancelled": "CANCEL",
}
SUMMARY = {"fr": "Session à {city}", "ar": "دورة في {city}"}


def method_of(one: Claim) -> Method | None:
    """Return what the message does to its reader's calendar, if anything."""
    return METHODS.get(one.template) if one.attendance else None


def invitation(one: Claim, language: str, organizer: str, attendee: str | None, now: datetime) -> bytes:
    """Return the calendar that sets, updates or ends the entry. Without an attendee it is for somebody to pass on."""
    method = METHODS[one.template] if attendee else "PUBLISH"
    calendar = Calendar()
    for name, value in {"prodid": "-//Takwin//Takwin//FR", "version": "2.0", "method": method}.items():
        calendar.add(name, value)
    calendar.add_component(timezone_of(one.plan))
    calendar.add_component(_entry(one, language, organizer, attendee, now))
    return bytes(calendar.to_ical())


def words(one: Claim, language: str) -> tuple[str, str]:
    """Return what the entry says: its summary, and the place."""
    places = (name for name in (one.plan.venue, one.plan.city) if name)
    return SUMMARY[language].format(city=one.plan.city), COMMA[language].join(places)


def _entry(one: Claim, language: str, organizer: str, attendee: str | None, now: datetime) -> Event:
    plan, zone, ends = one.plan, ZoneInfo(one.plan.zone), METHODS[one.template] == "CANCEL"
    summary, location = words(one, language)
    entry = Event()
    entry.add("uid", f"{one.attendance}@takwin.invalid")
    entry.add("sequence", one.sequence + ends)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", plan.starts_local.replace(tzinfo=zone))
    entry.add("dtend", plan.ends_local.replace(tzinfo=zone))
    entry.add("summary", summary)
    entry.add("location", location)
    entry.add("status", "CANCELLED" if ends else "CONFIRMED")
    entry["organizer"] = vCalAddress(f"mailto:{organizer}")
    if attendee:
        entry["attendee"] = _attendee(attendee)
    return entry


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee
