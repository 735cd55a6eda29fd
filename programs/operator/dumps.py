"""Dumps, by Postgres's own programs: a database out as a stream, and in again."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from sqlalchemy import make_url

from shared.kernel.database import WHOLE

CHUNK = 256 * 1024


class ProgramFailed(Exception):
    """pg_dump or pg_restore has ended without having done its work."""


class ProgramMissing(Exception):
    """pg_dump and pg_restore are not there: they come with Postgres's client programs."""


@dataclass(frozen=True)
class Programs:
    """Where Postgres's programs are; without a folder they are found as any other."""

    folder: Path | None = None

    def dump(self, url: str, snapshot: str) -> Iterator[bytes]:
        """Yield the database as it stands in the snapshot. Raises ProgramFailed, ProgramMissing."""
        # With row-level security pg_dump refuses what it might not see whole; whoever asks here sees all rows.
        options = ("--format=custom", "--no-owner", "--no-acl", "--enable-row-security", f"--snapshot={snapshot}")
        with self._started("pg_dump", url, *options, stdin=subprocess.DEVNULL) as program:
            said = cast("IO[bytes]", program.stdout)
            while chunk := said.read(CHUNK):
                yield chunk
        _check(program)

    def restore(self, url: str, chunks: Iterable[bytes]) -> None:
        """Put the whole database back, or nothing of it. Raises ProgramFailed, ProgramMissing."""
        options = ("--no-owner", "--no-acl", "--exit-on-error", "--single-transaction")
        database = f"--dbname={make_url(url).database}"
        with self._started("pg_restore", url, *options, database, stdin=subprocess.PIPE) as program:
            told = cast("IO[bytes]", program.stdin)
            with suppress(BrokenPipeError):
                for chunk in chunks:
                    told.write(chunk)
                told.close()
        _check(program)

    def _started(self, name: str, url: str, *options: str, stdin: int) -> "subprocess.Popen[bytes]":
        """What the program says is not shown: it may quote a row."""
        command = [str(self.folder / name) if self.folder else name, *options]
        try:
            return subprocess.Popen(  # noqa: S603 - the words are ours
                command, env=_environment(url), stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        except FileNotFoundError:
            raise ProgramMissing from None


def _check(program: "subprocess.Popen[bytes]") -> None:
    if program.returncode:
        raise ProgramFailed(Path(str(program.args[0])).name if isinstance(program.args, list) else "")


def _environment(url: str) -> dict[str, str]:
    """Where the database is and who asks: never on a command line, which others can see."""
    address = make_url(url)
    hosts = address.query.get("host")
    said = {
        "PGHOST": address.host or (hosts if isinstance(hosts, str) else ""),
        "PGPORT": str(address.port or ""),
        "PGUSER": address.username or "",
        "PGPASSWORD": str(address.password or ""),
        "PGDATABASE": address.database or "",
        "PGSSLMODE": str(address.query.get("sslmode", "")),
        "PGSSLROOTCERT": str(address.query.get("sslrootcert", "")),
        "PGOPTIONS": " ".join(f"-c {name}={value}" for name, value in WHOLE.items()),
    }
    return {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ} | {
        name: value for name, value in said.items() if value
    }
