"""A certificate by ACME: pebble, an authority for tests, really looks whether the door answers for its name."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from tests.containers import free_port
from tests.integration.door.door import Door, needed, opened, own_certificate, until
from tests.slow import slow

pytestmark = slow
NAME = "takwin.example.test"
NOWHERE = 9  # the port of nothing
AT_ONCE = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}


@dataclass(frozen=True)
class Authority:
    """An authority that runs: its directory, and where it tells its own root."""

    folder: Path
    port: int
    told_at: int

    @property
    def directory(self) -> str:
        """What the door is told."""
        return f"https://localhost:{self.port}/dir"

    def root(self) -> str:
        """Return the certificate that has signed all that it gives."""
        context = ssl.create_default_context(cafile=str(self.folder / "root.pem"))
        with httpx2.Client(verify=context, trust_env=False) as http:
            return http.get(f"https://localhost:{self.told_at}/roots/0").raise_for_status().text


@contextmanager
def authority(folder: Path, door_port: int, http_port: int) -> Iterator[Authority]:
    """Run pebble, and a name server by which every name is this machine, until the block ends."""
    runs = Authority(folder, free_port(), free_port())
    own_certificate(folder / "root.pem", folder / "root.key", "localhost")
    addresses = {"listenAddress": f"127.0.0.1:{runs.port}", "managementListenAddress": f"127.0.0.1:{runs.told_at}"}
    own = {"certificate": str(folder / "root.pem"), "privateKey": str(folder / "root.key")}
    knocks_at = {"httpPort": http_port, "tlsPort": door_port}
    (folder / "pebble.json").write_text(json.dumps({"pebble": {**addresses, **own, **knocks_at}}))
    names, asked_at = f"127.0.0.1:{free_port()}", free_port()
    more = ("-dns01", names, "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", f"127.0.0.1:{asked_at}")
    server = (needed("pebble-challtestsrv"), "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1", *more)
    pebble = (needed("pebble"), "-config", str(folder / "pebble.json"), "-dnsserver", names)
    with running(folder, *server), running(folder, *pebble):
        until(lambda: listens(runs.port) and listens(asked_at))
        yield runs


@contextmanager
def running(folder: Path, *command: str) -> Iterator[None]:
    """Run a program until the block ends."""
    with (folder / Path(command[0]).name).with_suffix(".log").open("wb") as log:
        process = subprocess.Popen(command, env=AT_ONCE, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def listens(port: int) -> bool:
    """Say whether somebody does."""
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", port)) == 0


def certificate_issued_by(door: Door, root: str) -> bool:
    """Say whether the door shows a certificate for its name that this root vouches for."""
    try:
        with socket.create_connection(("127.0.0.1", door.port), timeout=10) as plain:
            ssl.create_default_context(cadata=root).wrap_socket(plain, server_hostname=NAME).close()
    except (ssl.SSLError, ConnectionError):
        return False
    return True


@pytest.mark.parametrize("challenge", ["tls-alpn-01", "http-01"])
def test_the_door_proves_its_name_and_has_a_certificate(tmp_path: Path, challenge: str) -> None:
    needed("pebble")
    (tmp_path / "door").mkdir()
    told = {
        "TAKWIN_CERTIFICATES": "acme",
        "TAKWIN_ACME_EMAIL": "door@takwin.example",
        "SSL_CERT_DIR": str(tmp_path),
    }
    ports = {"DOOR_PORT": free_port(), "DOOR_HTTP_PORT": free_port()}
    knocks = {"tls-alpn-01": (ports["DOOR_PORT"], NOWHERE), "http-01": (NOWHERE, ports["DOOR_HTTP_PORT"])}[challenge]

    with ExitStack() as stack:
        pebble = stack.enter_context(authority(tmp_path, *knocks))
        told |= {"TAKWIN_ACME_URL": pebble.directory, **{name: str(port) for name, port in ports.items()}}
        door = stack.enter_context(opened(tmp_path / "door", NAME, **told))
        until(lambda: certificate_issued_by(door, pebble.root()), within_s=60)

    assert f'"challenge_type":"{challenge}"' in door.log()
