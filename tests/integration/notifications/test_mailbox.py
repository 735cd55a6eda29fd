"""The demonstration's mailbox, in a process of its own."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest
from aiosmtplib import SMTP, SMTPDataError

from tests.integration.notifications.outer_world import Mailbox, mailbox_runs
from tests.integration.notifications.simulated import shown_at, simulator_runs

MAIL = (
    "Message-ID: <{name}@takwin.invalid>\r\nTo: someone@example.org\r\nContent-Language: ar\r\n"
    "X-Takwin-Template: session.confirmed\r\nSubject: secret\r\n\r\nwords for one person\r\n"
)


async def send(mailbox: Mailbox, name: str) -> None:
    await send_text(mailbox, MAIL.format(name=name))


async def send_text(mailbox: Mailbox, text: str) -> None:
    async with SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=5) as smtp:
        await smtp.sendmail("no-reply@takwin.invalid", ["someone@example.org"], text)


def invitation(says: str) -> str:
    """A mail that is nothing but a calendar part."""
    head = (
        "Message-ID: <asked@takwin.invalid>\r\nSubject: secret\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\n"
    )
    event = f"BEGIN:VEVENT\r\nSUMMARY:secret\r\n{says}\r\nEND:VEVENT\r\n"
    return f"{head}BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\n{event}END:VCALENDAR\r\n"


async def test_the_ledger_holds_a_line_as_soon_as_a_message_is_taken(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        await send(mailbox, "first")

        assert mailbox.lines() == [
            {
                "message_id": "<first@takwin.invalid>",
                "channel": "email",
                "language": "ar",
                "template": "session.confirmed",
                "parts": None,
                "calendar": None,
            }
        ]


async def test_the_ledger_says_of_an_invitation_what_tells_an_update_from_a_new_event(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        await send_text(mailbox, invitation("UID:one@takwin.invalid\r\nSEQUENCE:2"))

        calendars: list[Any] = [line["calendar"] for line in mailbox.lines()]
        kept = mailbox.ledger.read_text()
    assert calendars == [{"method": "REQUEST", "uid": "one@takwin.invalid", "sequence": 2}]
    assert "secret" not in kept


async def test_an_invitation_that_no_calendar_could_read_is_refused(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        with pytest.raises(SMTPDataError, match="calendar"):
            await send_text(mailbox, invitation("DTSTART:tomorrow"))

        assert mailbox.lines() == []


async def test_whole_messages_are_shown_to_whoever_has_the_key_and_to_nobody_else(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"outside": "a key"}')
    async with simulator_runs("mailbox", tmp_path / "ledger.jsonl", "--keys", str(keys)) as (_, ports):
        async with SMTP(hostname="127.0.0.1", port=ports["port"], timeout=5) as smtp:
            await smtp.sendmail("no-reply@takwin.invalid", ["someone@example.org"], MAIL.format(name="first"))

        shown = await shown_at(ports["page_port"], "a key")
        refused = [(await shown_at(ports["page_port"], key)).status_code for key in ("another key", "")]

    assert [(mail["to"], mail["subject"], mail["text"].strip()) for mail in shown.json()] == [
        (["someone@example.org"], "secret", "words for one person")
    ]
    assert refused == [401, 401]


async def test_the_ledger_keeps_no_address_and_no_text(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        await send(mailbox, "first")

        kept = mailbox.ledger.read_text()
    assert not [it for it in ("someone", "secret", "words") if it in kept]


async def test_what_was_taken_outlives_a_kill_and_a_torn_line_does_not(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    async with mailbox_runs(ledger) as mailbox:
        await send(mailbox, "first")
        mailbox.process.kill()
    with ledger.open("a") as file:
        file.write('{"message_id": "<torn')

    async with mailbox_runs(ledger) as mailbox:
        await send(mailbox, "second")

        assert [line["message_id"] for line in mailbox.lines()] == ["<first@takwin.invalid>", "<second@takwin.invalid>"]


async def test_it_ends_in_peace_when_asked(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        mailbox.process.terminate()

        async with asyncio.timeout(5):
            assert await mailbox.process.wait() == 0


async def test_nobody_else_on_the_network_can_reach_it(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        with socket.socket() as free:
            free.bind(("127.0.0.2", mailbox.port))  # taken if it listened on every address
