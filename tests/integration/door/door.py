"""The door by its real Caddyfile, without Docker: Caddy before a service that says what it was asked."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.containers import free_port

ROOT = Path(__file__).parents[3]
CADDYFILE = ROOT / "deploy" / "compose" / "Caddyfile"
LONG = 4_000_000  # bytes of a long answer: more than sockets hold for who does not read


class Echo(BaseHTTPRequestHandler):
    """Answers with the headers that it was asked with; below /reporting/long with very much."""

    def do_GET(self) -> None:
        """Say what came."""
        body = b"x" * LONG if self.path.endswith("/long") else str(self.headers).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path.endswith("/page"):
            self.send_header("Content-Security-Policy", "default-src 'self'")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_POST = do_GET  # noqa: N815 - the server's own names

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Door:
    """A door that runs, under a name of its own."""

    name: str
    port: int
    http_port: int
    folder: Path

    @property
    def root(self) -> Path:
        """The certificate of its own authority."""
        return self.folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"

    def log(self) -> str:
        """Return what it has written."""
        return (self.folder / "log").read_text()


@contextmanager
def opened(folder: Path, name: str = "localhost", **environment: str) -> Iterator[Door]:
    """Open the door until the block ends."""
    caddy = needed("caddy")
    echo = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    Thread(target=echo.serve_forever, daemon=True).start()
    port, http_port = (int(environment.get(which, 0)) or free_port() for which in ("DOOR_PORT", "DOOR_HTTP_PORT"))
    door = Door(name, port, http_port, folder)
    with (folder / "log").open("wb") as log:
        command = [caddy, "run", "--config", str(CADDYFILE), "--adapter", "caddyfile"]
        told = _environment(door, echo.server_port) | environment
        process = subprocess.Popen(command, env=told, stdout=log, stderr=log)
    try:
        until(lambda: "serving initial configuration" in door.log() or process.poll() is not None)
        assert process.poll() is None, door.log()
        yield door
    finally:
        process.terminate()
        process.wait()
        echo.shutdown()
        echo.server_close()


def _environment(door: Door, service_port: int) -> dict[str, str]:
    at = {f"AT_{name}": "127.0.0.1" for name in ("SCHEDULING", "REGISTRATION", "NOTIFICATIONS", "REPORTING")}
    ports = {"DOOR_PORT": door.port, "TAKWIN_PORT": door.port, "DOOR_HTTP_PORT": door.http_port}
    numbers = {name: str(port) for name, port in {**ports, "SERVICE_PORT": service_port}.items()}
    folders = {"XDG_DATA_HOME": str(door.folder), "XDG_CONFIG_HOME": str(door.folder), "DOOR_MORE": "/nowhere"}
    return {"PATH": os.environ["PATH"], "TAKWIN_NAME": door.name, "DOOR_ADMIN": "off", **at, **numbers, **folders}


def until(fact: Callable[[], bool], within_s: float = 30.0) -> None:
    """Wait until the fact holds. Raises AssertionError."""
    deadline = time.monotonic() + within_s
    while not fact():
        assert time.monotonic() < deadline, "the fact that was waited for has not come"
        time.sleep(0.05)


def needed(program: str) -> str:
    """Return where a program is; skip the test where it is not, unless it has to be."""
    found = shutil.which(program)
    if found is None and os.environ.get("REQUIRE_CADDY"):
        raise AssertionError(f"{program} is not installed here")
    if found is None:
        pytest.skip(f"{program} is not installed here (Debian: apt install caddy pebble)")
    return found


def own_certificate(file: Path, key: Path, name: str) -> None:
    """Make a certificate that only its owner vouches for."""
    how = ("-x509", "-days", "9", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
    named = ("-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}")
    command = (needed("openssl"), "req", *how, *named, "-out", str(file), "-keyout", str(key))
    subprocess.run(command, check=True, capture_output=True)
