"""What the commands say, and how they end, when they did not do what was asked, or not all of it."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import typer
from pyrage import x25519
from typer.testing import CliRunner

from programs.operator.__main__ import takwin
from programs.operator.keeping import INCOMPLETE, REFUSED, tell
from programs.operator.log_beside import Clash
from programs.operator.recovery import Found
from shared.service.recovery import Gap

SINCE = datetime(2017, 8, 23, 8, 30, tzinfo=UTC)


def said(folder: Path, *words: str, piped: str = "") -> tuple[int, str]:
    """Return how the command ends, and what it says."""
    told = {"ORIGIN": "http://127.0.0.1:8000", "KAFKA_SERVERS": "127.0.0.1:1", "BACKUPS": str(folder)}
    told |= {"SECRETS": str(folder), "BACKUP_RECIPIENT": ""}
    ended = CliRunner().invoke(
        takwin, words, env={f"TAKWIN_{name}": value for name, value in told.items()}, input=piped
    )
    return ended.exit_code, ended.output


def test_a_backup_without_a_key_is_not_written(tmp_path: Path) -> None:
    code, words = said(tmp_path, "backup")

    assert code == REFUSED
    assert "Nothing is written unencrypted" in words
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_backup_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(str(x25519.Identity.generate()))
    (tmp_path / "some.backup").write_bytes(b"anything")

    code, words = said(tmp_path, "restore", "some.backup", "--identity", str(tmp_path / "key"))

    assert (code, words) == (REFUSED, "This is no whole backup, or this key does not open it. Nothing was changed.\n")


def test_a_file_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    code, words = said(tmp_path, "restore", "none.backup", "--identity", str(tmp_path / "key"))

    assert (code, words) == (
        REFUSED,
        f"The file, or a server, cannot be reached: {tmp_path}/key (No such file or directory).\n",
    )


def test_word_and_key_may_both_be_piped_in_so_that_no_key_lies_on_the_server(tmp_path: Path) -> None:
    piped = f"replace\n{x25519.Identity.generate()}\n"
    (tmp_path / "some.backup").write_bytes(b"anything")

    code, words = said(tmp_path, "restore", "some.backup", "--identity", "-", "--over", piped=piped)

    assert code == REFUSED
    assert words.endswith("This is no whole backup, or this key does not open it. Nothing was changed.\n")


def test_what_databases_hold_is_replaced_only_after_the_word_is_typed(tmp_path: Path) -> None:
    code, words = said(tmp_path, "restore", "none.backup", "--identity", "key", "--over")

    assert code == REFUSED
    assert words.endswith("Type replace to go on: Nothing was changed.\n")


def test_what_must_be_typed_again_is_named_by_id_region_session_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    who, where = uuid4(), uuid4()
    found = Found("registration", 2, gaps=[Gap("seat", who, "names and contacts", SINCE, "MA-02", where)])

    with pytest.raises(typer.Exit) as ended:
        tell([found])

    assert ended.value.exit_code == INCOMPLETE
    line = f"  to be typed again: seat {who}, MA-02, session {where}, 2017-08-23 08:30Z: names and contacts\n"
    assert line in capsys.readouterr().out


def test_a_number_given_twice_is_told_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    found = Found("scheduling", 2, clashes=[Clash("scheduling.sessions", 3, 17, "a session", 5)])

    with pytest.raises(typer.Exit):
        tell([found])

    assert "parked: scheduling.sessions 3/17 says otherwise what number 5 of a session is" in capsys.readouterr().out


def test_where_nothing_is_missing_the_command_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    tell([Found("scheduling", 2, taken_up=[("session.opened.v1", "a session")] * 2)])

    said_so = capsys.readouterr().out
    assert "taken up from Kafka: 2 session.opened.v1" in said_so
    assert said_so.endswith("Start the services.\n")
