"""Lines of the log, whatever a request brings: one event is one line, which can be read back and says nothing of it."""

import json
import logging
import sys
from collections.abc import Iterator
from io import StringIO
from urllib.parse import quote

import pytest
import structlog

from shared.service import log
from tests.architecture.built import NAMES
from tests.security.knocking import browser

LINE = '{"event": "kanarie.forged", "level": "info"}'
WORDS = (
    f"x\n{LINE}",
    f"x\r\n{LINE}\r\n",
    f"\u2028{LINE}\u0085{LINE}\x0b",
    '", "event": "kanarie.forged", "x": "',
    "\x1b[2J\x1b[31mkanarie\x1b]8;;//x.example\x07",
    "kanarie\0\x7f\x9b31m",
    "\u202eeiranak\u2066kanarie",
    "%0akanarie%s%(levelname)s{0}",
)


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What goes to standard error, with the log as it is in earnest."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    log.configure()
    yield written
    logging.getLogger().handlers.clear()
    structlog.reset_defaults()


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("service", NAMES)
async def test_what_a_request_brings_makes_no_line_of_its_own(
    monkeypatch: pytest.MonkeyPatch, lines: StringIO, service: str, words: str
) -> None:
    named = {name: words.encode() for name in (b"x-request-id", b"user-agent", b"accept-language", b"referer")}
    bearer = {b"authorization": f"Bearer {words}".encode(), b"accept": b"text/html"}
    async with browser(monkeypatch, service, object()) as client:
        for path in (f"/{service}/{quote(words)}", f"/{quote(words)}?{quote(words)}={quote(words)}"):
            for headers in (named, bearer, {b"host": words.encode()}, {b"origin": words.encode()}):
                await client.request("POST", path, headers=headers, content=words.encode())

    told = lines.getvalue()
    read = [json.loads(line) for line in told.splitlines()]
    assert [it["event"] for it in read] == ["request.answered"] * 8
    assert told.count("\n") == len(read)
    assert not [sign for sign in told if sign != "\n" and not sign.isprintable()]
    assert "kanarie" not in told
