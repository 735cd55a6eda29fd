"""A mail gateway's refusal of ourselves is no refusal of the reader: messages wait, and the operator is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from tests.integration.notifications.conftest import Post

OK = {"EHLO": "250 gateway", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on", ".": "250 OK", "RSET": "250 OK"}


@dataclass
class Gateway:
    """A mail gateway that answers each command as it is told to."""

    says: dict[str, str] = field(default_factory=dict)
    greeting: str = "220 gateway"
    taken: int = 0
    says_to_first: str | None = None  # to the first reader who is named, each time
    first: str | None = None
    at_most: int = 50  # connections
    open: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        greeting = self.greeting if self.open <= self.at_most else "421 too many connections"
        writer.write(f"{greeting}\r\n".encode())
        while line := await reader.readline():
            word = line.decode().split(" ")[0].strip().upper()
            reply = self.says.get(word, OK.get(word, "250 OK"))
            if word == "RCPT":
                self.first = self.first or line.decode()
                reply = self.says_to_first or reply if line.decode() == self.first else reply
            writer.write(f"{reply}\r\n".encode())
            if word == "DATA" and reply.startswith("354"):
                await reader.readuntil(b"\r\n.\r\n")
                reply = self.says.get(".", OK["."])
                self.taken += reply.startswith("250")
                writer.write(f"{reply}\r\n".encode())
        self.open -= 1
        writer.close()


@asynccontextmanager
async def met(post: Post, **says: str) -> AsyncIterator[Gateway]:
    """Let the mail meet a gateway; `greeting` or a command, and what it says."""
    gateway = Gateway({word.upper(): reply for word, reply in says.items() if word != "greeting"})
    gateway.greeting = says.get("greeting", gateway.greeting)
    server = await asyncio.start_server(gateway.answer, "127.0.0.1", 0)
    post.smtp_port = server.sockets[0].getsockname()[1]
    try:
        yield gateway
    finally:
        server.close()


@pytest.mark.parametrize(
    "says",
    [
        {"greeting": "554 no service here"},
        {"ehlo": "550 who are you", "helo": "550 who are you"},
        {"mail": "530 5.7.0 authentication required"},
        {"mail": "550 sender unknown"},
        {"mail": "553 5.7.1 sender address rejected"},
        {"mail": "554 transaction failed"},
        {"mail": "451 not now"},
        {"rcpt": "530 log in first"},
        {"rcpt": "554 5.7.1 Relay access denied"},
        {"rcpt": "550 5.7.26 not authorised to send"},
        {"rcpt": "503 bad sequence of commands"},
        {"data": "503 5.5.1 nothing named"},
        {"data": "530 log in first"},
    ],
)
async def test_a_refusal_of_us_lets_all_wait_and_is_told_as_an_outage(post: Post, says: dict[str, str]) -> None:
    post.registration.boxes_of_their_own = True
    await post.hear(post.registered(), post.registered(version=2))

    async with met(post, **says) as gateway:
        await post.send_all()
        assert {state for state, _ in await post.states()} == {"pending"}
        assert len(await post.rows("select reason from outages where channel = 'email'")) == 1

        gateway.says, gateway.greeting = {}, "220 gateway"
        await post.no_pauses()
        await post.send_all()

    assert await post.states() == [("sent", None)] * 2
    assert await post.rows("select reason from outages") == []


@pytest.mark.parametrize(
    "says",
    [{"rcpt": "550 5.1.1 no such mailbox"}, {"rcpt": "553 unknown"}, {".": "554 5.7.1 content"}, {".": "552 too big"}],
)
async def test_a_refusal_of_the_reader_or_of_the_content_settles_the_one_message(
    post: Post, says: dict[str, str]
) -> None:
    await post.hear(post.registered())

    async with met(post, **says):
        await post.send_all()

    ((state, _),) = await post.states()
    assert state == "failed"
    assert await post.rows("select reason from outages") == []


@pytest.mark.parametrize("says", ["550 5.7.1 blocked by a rule of this mailbox", "451 4.7.1 greylisted, try again"])
async def test_a_refusal_of_one_reader_by_a_policy_lets_all_others_be_reached(post: Post, says: str) -> None:
    post.registration.boxes_of_their_own = True
    await post.hear(post.registered(), post.registered(version=2))

    async with met(post) as gateway:
        gateway.says_to_first = says
        await post.send_all()

    assert sorted(await post.states()) == [("pending", f"smtp-{says[:3]}"), ("sent", None)]
    assert await post.rows("select reason from outages") == []


@pytest.mark.parametrize("at_most", [1, 2])
async def test_a_gateway_that_allows_fewer_connections_takes_all_by_those(post: Post, at_most: int) -> None:
    post.registration.boxes_of_their_own = True
    await post.hear(*(post.registered(version=version) for version in range(1, 21)))

    async with met(post) as gateway:
        gateway.at_most = at_most
        await post.send_all()

    assert gateway.taken == 20
    assert {row.attempts for row in await post.rows("select attempts from intents where channel = 'email'")} == {1}


async def test_while_we_are_refused_no_contacts_are_asked_for_again(post: Post) -> None:
    await post.hear(post.registered(), post.registered(version=2))

    async with met(post, mail="550 sender unknown"):
        sender = post.sender()
        for _ in range(5):
            await sender.send_due()
            await post.no_pauses()

    assert len(post.registration.asked) == 1
