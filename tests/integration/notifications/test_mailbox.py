"""The demonstration's mailbox, in a process of its own."""

import asyncio
import socket
from pathlib import Path

from aiosmtplib import SMTP

from tests.integration.notifications.outer_world import Mailbox, mailbox_runs

MAIL = (
    "Message-ID: <{name}@takwin.invalid>\r\nTo: someone@example.org\r\nContent-Language: ar\r\n"
    "X-Takwin-Template: session.confirmed\r\nSubject: secret\r\n\r\nwords for one person\r\n"
)


async def send(mailbox: Mailbox, name: str) -> None:
    async with SMTP(hostname="127.0.0.1", port=mailbox.port, timeout=5) as smtp:
        await smtp.sendmail("no-reply@takwin.invalid", ["someone@example.org"], MAIL.format(name=name))


async def test_the_ledger_holds_a_line_as_soon_as_a_message_is_taken(tmp_path: Path) -> None:
    async with mailbox_runs(tmp_path / "ledger.jsonl") as mailbox:
        await send(mailbox, "first")

        assert mailbox.lines() == [
            {
                "message_id": "<first@takwin.invalid>",
                "channel": "email",
                "language": "ar",
                "template": "session.confirmed",
            }
        ]


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
