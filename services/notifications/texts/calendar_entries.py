"""Calendar parts of a mail (RFC 5545, 5546): one entry for each day, updated as the day moves, then ended.

SEQUENCE counts the changes of place and time, and one more for the end, as RFC 5546 has it; nothing else moves it.
A request or an end is about one entry, as RFC 5546 wants it; the file to be opened by hand holds them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from services.notifications.queue.kinds import Method
from services.notifications.sessions.domain import Hours, Plan
from services.notifications.texts.messages import COMMA
from services.notifications.texts.notice import Invitation
from services.notifications.texts.vtimezone import timezone_of

SUMMARY = {"fr": "Session à {city}", "ar": "دورة في {city}"}
IN_AN_ADDRESS = "@!$'*+"  # what RFC 6068 leaves as it is, beside letters, digits and -._~


@dataclass(frozen=True)
class Entry:
    """A day in its reader's calendar, and what is to be done with it."""

    number: int
    hours: Hours
    plan: Plan
    method: Method


@dataclass(frozen=True)
class Voice:
    """Who invites whom in which language, and when."""

    language: str
    organizer: str
    attendee: str | None
    now: datetime


def entries_of(invitation: Invitation) -> list[Entry]:
    """Return what becomes of each day; at a change, days that are gone are ended, at the end all there ever were."""
    plan, method = invitation.plan, invitation.method
    kept = [Entry(number, hours, plan, method) for number, hours in plan.entries.items()]
    return [*kept, *(_ended(invitation) if method == "REQUEST" else _forgotten(invitation))]


def _ended(invitation: Invitation) -> Iterator[Entry]:
    if before := invitation.before:
        for number, hours in before.entries.items():
            if number not in invitation.plan.entries:
                yield Entry(number, hours, before, "CANCEL")


def _forgotten(invitation: Invitation) -> Iterator[Entry]:
    plan = invitation.plan
    for number in range(1, invitation.entries + 1):
        if number not in plan.entries:
            yield Entry(number, plan.hours[0], plan, "CANCEL")


def to_act_on(invitation: Invitation, entry: Entry, voice: Voice) -> bytes:
    """Return the calendar that sets, updates or ends the one entry."""
    return _calendar(invitation, [entry], entry.method, voice)


def to_open(invitation: Invitation, entries: Sequence[Entry], voice: Voice) -> bytes:
    """Return the calendar with all entries, for a file that is opened by hand or passed on."""
    if voice.attendee and len(entries) == 1:
        return to_act_on(invitation, entries[0], voice)
    return _calendar(invitation, entries, "PUBLISH", Voice(voice.language, voice.organizer, None, voice.now))


def _calendar(invitation: Invitation, entries: Sequence[Entry], method: str, voice: Voice) -> bytes:
    calendar = Calendar()
    for name, value in {"prodid": "-//Takwin//Takwin//FR", "version": "2.0", "method": method}.items():
        calendar.add(name, value)
    for plan in {entry.plan.zone: entry.plan for entry in entries}.values():
        calendar.add_component(timezone_of(plan))
    for entry in entries:
        calendar.add_component(_event(invitation, entry, voice))
    return bytes(calendar.to_ical())


def words(invitation: Invitation, language: str) -> tuple[str, str]:
    """Return what the entry says: its summary, and the place."""
    summary = SUMMARY[language].format(city=invitation.plan.city_in(language))
    return summary, COMMA[language].join(invitation.plan.place_in(language))


def _event(invitation: Invitation, entry: Entry, voice: Voice) -> Event:
    zone, ends = ZoneInfo(entry.plan.zone), entry.method == "CANCEL"
    summary, location = words(invitation, voice.language)
    event = Event()
    event.add("uid", _uid(invitation, entry.number))
    event.add("sequence", invitation.sequence + (invitation.method == "CANCEL"))
    event.add("dtstamp", voice.now.astimezone(UTC))
    event.add("dtstart", entry.hours[0].replace(tzinfo=zone))
    event.add("dtend", entry.hours[1].replace(tzinfo=zone))
    event.add("summary", summary)
    event.add("location", location)
    event.add("status", "CANCELLED" if ends else "CONFIRMED")
    event["organizer"] = vCalAddress(_mailto(voice.organizer))
    if voice.attendee:
        event["attendee"] = _attendee(voice.attendee)
    return event


def _uid(invitation: Invitation, number: int) -> str:
    """Return the entry's name for ever; that of the first day is what a whole session had in older releases."""
    return f"{invitation.name}{f'-{number}' if number > 1 else ''}@takwin.invalid"


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(_mailto(address))
    attendee.params["role"] = vText("REQ-PARTICIPANT")
    attendee.params["partstat"] = vText("ACCEPTED")
    attendee.params["rsvp"] = vText("FALSE")
    return attendee


def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe=IN_AN_ADDRESS)}"
