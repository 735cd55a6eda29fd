"""The demonstration's mailbox: takes mail and writes one line per message, of no address and no text.

Usage: python -m programs.simulators.mailbox --port N --ledger FILE [--page-port N --keys FILE]. Port 0 takes a free
one; the ports are printed as a line of JSON. A message is in the ledger, on disk, before the sender is told
that it was taken. A message whose calendar cannot be read is refused. SIGTERM ends it.
"""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar

from programs.simulators.ledger import Ledger
from programs.simulators.newest_messages import Shown
from programs.simulators.serving import announce, command_line, ending, keys, page


class Taking:
    """What aiosmtpd asks for when a message has come."""

    def __init__(self, ledger: Ledger, shown: Shown) -> None:
        self._ledger = ledger
        self._shown = shown

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        """Write the message down, then say that it was taken."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=default)
        try:
            calendar = calendar_in(mail)
            line, read = line_of(mail, calendar), as_read(mail, envelope.rcpt_tos, calendar)
        except ValueError:
            return "554 The calendar in it cannot be read"
        self._ledger.add(line)
        self._shown.add(read)
        return "250 OK"


def line_of(mail: EmailMessage, calendar: Calendar | None) -> dict[str, Any]:
    """Return what the ledger says: reference, language, template, calendar's numbers; not whom and not what."""
    return {
        "message_id": mail["Message-ID"],
        "channel": "email",
        "language": mail["Content-Language"],
        "template": mail["X-Takwin-Template"],
        "parts": None,
        "calendar": numbers_of(calendar) if calendar else None,
    }


def calendar_in(mail: EmailMessage) -> Calendar | None:
    """Return the invitation that the mail carries, if any. Raises ValueError."""
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            read = Calendar.from_ical(part.get_content())
            _event(read)
            return read
    return None


def numbers_of(calendar: Calendar) -> dict[str, Any]:
    """Return what tells a calendar whether this is new, an update, or the end of an event it knows."""
    event = _event(calendar)
    return {
        "method": str(calendar.get("method", "")),
        "uid": str(event.get("uid", "")),
        "sequence": int(event.get("sequence", 0)),
    }


def _event(calendar: Calendar) -> Any:
    events = calendar.walk("VEVENT")
    if len(events) != 1 or events[0].errors:
        raise ValueError("one event that can be read was expected")
    return events[0]


def as_read(mail: EmailMessage, to: list[str], calendar: Calendar | None) -> dict[str, Any]:
    """Return the message as its reader would see it."""
    text = mail.get_body(("plain",))
    return {
        "to": to,
        "subject": str(mail["Subject"] or ""),
        "text": text.get_content() if text else "",
        "language": mail["Content-Language"],
        "template": mail["X-Takwin-Template"],
        "calendar": _entry(calendar) if calendar else None,
    }


def _entry(calendar: Calendar) -> dict[str, Any]:
    event = _event(calendar)
    times = {name: event.decoded(name).isoformat() for name in ("dtstart", "dtend") if name in event}
    texts = {name: str(event.get(name, "")) for name in ("summary", "location", "status")}
    return {**numbers_of(calendar), **times, **texts}


async def serve(host: str, ports: tuple[int, int], ledger_file: Path, keys_file: Path | None) -> None:
    """Take mail until SIGTERM or SIGINT."""
    loop, ended = asyncio.get_running_loop(), ending()
    shown = Shown(keys(keys_file).get("outside", ""))
    with Ledger(ledger_file) as ledger:
        mail = await loop.create_server(lambda: SMTP(Taking(ledger, shown), loop=loop), host, ports[0])
        seen, work, seen_at = await page([shown.route], host, ports[1])
        announce(port=mail.sockets[0].getsockname()[1], page_port=seen_at)
        await ended.wait()
        mail.close()
        seen.should_exit = True
        await work


def main() -> None:
    """Read the command line and serve."""
    words = command_line("The demonstration's mailbox.")
    words.add_argument("--page-port", type=int, default=0)
    told = words.parse_args()
    asyncio.run(serve(told.host, (told.port, told.page_port), told.ledger, told.keys))


if __name__ == "__main__":
    main()
