"""No name, phone or address gets into the log, whichever way it is tried; ids and numbers do."""

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
import structlog
from aiokafka.errors import TopicAuthorizationFailedError, UnknownTopicOrPartitionError

from shared.service import log

CANARIES = {
    "a name": "Amina Canari",
    "a phone number": "+212 600-000042",
    "a phone number as typed": "0600000042",
    "an e-mail address": "amina@canari.example",
    "a name in Arabic": "أمينة الكناري",
    "a line of its own": 'x\n{"event": "seat.taken", "level": "info"}',
    "colours": "\x1b[31mAmina\x1b[0m",
}


TELLTALE = ("Amina", "600000042", "600-000042", "canari", "أمينة", "\x1b", "taken\\")


class Person:
    """Somebody whose repr says too much."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def ours() -> Any:
    return structlog.get_logger("services.registration")


def library() -> logging.Logger:
    return logging.getLogger("library")


def fail(words: str, tell: Callable[[], None]) -> None:
    """Raise an error with these words, for a reason with these words, and tell of it while it is there."""
    try:
        raise ValueError(f"no such thing as {words}") from KeyError(words)  # noqa: TRY301 - it is the matter
    except ValueError as error:
        error.add_note(words)
        tell()


def in_context(words: str) -> None:
    structlog.contextvars.bind_contextvars(who=words, request_id=words)
    ours().info("seat.taken")


WAYS: dict[str, Callable[[str], Any]] = {
    "under a key of its own": lambda it: ours().info("seat.taken", name=it),
    "in an event put together": lambda it: ours().info(f"registered {it}"),
    "as the event": lambda it: ours().info(it),
    "as an argument": lambda it: ours().info("registered %s", it),
    "in a dictionary": lambda it: ours().info("seat.taken", who={"name": {"given": it}}),
    "in a list": lambda it: ours().info("seat.taken", who=[it], fields=[it]),
    "in a tuple and a set": lambda it: ours().info("seat.taken", who=(it,), others={it}),
    "as bytes": lambda it: ours().info("seat.taken", body=it.encode()),
    "as an object": lambda it: ours().info("seat.taken", who=Person(it)),
    "in the text of an error": lambda it: fail(it, lambda: ours().exception("seat.failed")),
    "in an error handed over": lambda it: ours().error("seat.failed", exc_info=ValueError(it)),
    "as an error": lambda it: ours().error("seat.failed", who=ValueError(it)),
    "with its stack": lambda it: ours().info("seat.taken", stack_info=True, stack=it, stack_info_text=it),
    "in the context": in_context,
    "by a library, put together": lambda it: library().warning(f"sending to {it}"),
    "by a library, as an argument": lambda it: library().warning("sending to %s", it),
    "by a library, as an argument that does not fit": lambda it: library().warning("sending %d", it),
    "by a library, with too many arguments": lambda it: library().warning("sending", it, it),
    "by a library, beside its message": lambda it: library().warning("sending", extra={"who": it, "reason": it}),
    "by a library, with an error": lambda it: fail(it, lambda: library().exception("no answer for %s", it)),
    "by a library, with its stack": lambda it: library().warning("sending %s", it, stack_info=True),
    "by a library, as an object": lambda it: library().warning(Person(it)),
}


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What goes to standard error, with the log as it is in earnest."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    structlog.contextvars.clear_contextvars()
    log.configure()
    yield written
    structlog.contextvars.clear_contextvars()
    logging.getLogger().handlers.clear()
    structlog.reset_defaults()


@pytest.mark.parametrize("canary", CANARIES.values(), ids=CANARIES.keys())
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_nothing_personal_gets_out(
    lines: StringIO, capsys: pytest.CaptureFixture[str], way: Callable[[str], Any], canary: str
) -> None:
    way(canary)

    told = lines.getvalue() + capsys.readouterr().err
    assert told.count("\n") <= 1, "one event is one line"
    assert all(json.loads(line)["event"] for line in told.splitlines())
    assert not [word for word in TELLTALE if word in told]


def test_a_line_that_cannot_be_written_is_not_told_in_another_way(
    lines: StringIO, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = StringIO()
    closed.close()
    monkeypatch.setattr(logging.getLogger().handlers[0], "stream", closed)

    fail("Amina Canari", lambda: ours().exception("seat.failed"))
    fail("Amina Canari", lambda: library().exception("no answer for %s", "Amina Canari"))

    assert lines.getvalue() + capsys.readouterr().err == ""


def test_ids_numbers_and_names_of_ours_pass(lines: StringIO) -> None:
    known = {"seats_left": 3, "ratio": 0.5, "full": True, "nothing": None, "session_id": str(uuid4())}
    harmless = {"topic": "scheduling.sessions", "region": "MA-02", "error": "SessionFull", "service": "registration"}
    event_id = uuid4()

    ours().info("seat.taken", **known, **harmless, event_id=event_id)

    line = json.loads(lines.getvalue())
    assert line.items() >= {**known, **harmless, "event": "seat.taken", "level": "info"}.items()
    assert (line["event_id"], line["timestamp"][-1]) == (str(event_id), "Z")


def test_an_error_says_its_class_and_where_it_was_raised(lines: StringIO) -> None:
    fail("Amina", lambda: ours().exception("seat.failed"))

    line = json.loads(lines.getvalue())
    assert line["error"] == "ValueError"
    assert line["frames"][-1].startswith("unit/kernel/test_log.py:")
    assert line["frames"][-1].endswith(" fail")


def test_a_step_that_no_file_holds_hides_none_of_the_others(lines: StringIO) -> None:
    names: dict[str, Any] = {}
    exec(compile("def step(go):\n    go()", "<generated step() wrapper>", "exec"), names)  # noqa: S102 - as libraries do

    with suppress(ZeroDivisionError):
        try:
            names["step"](lambda: 1 // 0)
        finally:
            ours().exception("seat.failed")

    frames = json.loads(lines.getvalue())["frames"]
    assert [frame.rpartition(" ")[2] for frame in frames] == [
        "test_a_step_that_no_file_holds_hides_none_of_the_others",
        "<lambda>",
    ]


def test_a_library_is_told_by_name_and_place(lines: StringIO) -> None:
    library().warning("connection %s lost", "7")

    line = json.loads(lines.getvalue())
    assert (line["event"], line["logger"], line["level"]) == ("library.said", "library", "warning")
    assert line["where"].startswith("test_log:")


def test_of_the_client_of_kafka_only_what_it_cannot_mend_is_a_line(lines: StringIO) -> None:
    client = logging.getLogger("aiokafka.consumer.fetcher")

    client.error("Failed fetch offsets from %s: %s", 1, UnknownTopicOrPartitionError())
    assert lines.getvalue() == ""

    client.error("Failed fetch offsets from %s: %s", 1, TopicAuthorizationFailedError())
    assert json.loads(lines.getvalue())["logger"] == "aiokafka.consumer.fetcher"


def test_a_server_that_begins_and_ends_says_no_line_without_a_word(lines: StringIO) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 1)

    assert lines.getvalue() == ""
