"""What the kernel gives to others, and ports that are held meanwhile."""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from deploy.embedded.ports import HOST, Ports

IP_LOCAL_PORT_RANGE = 51  # Linux 6.3: from where a socket's port is taken by the kernel; Python has no name for it


@contextmanager
def holding(folder: Path) -> Iterator[Ports]:
    """Hold ports that are remembered in the folder until the block ends."""
    ports = Ports(folder / "ports")
    try:
        yield ports
    finally:
        ports.let_go()


def given(port: int, calls: tuple[str, int] | None = None) -> int | None:
    """Return the port that the kernel gives to somebody who listens anywhere, or calls, and may have this one alone.

    A kernel that does not know how to tell that gives any port.
    """
    with closing(socket.socket()) as somebody:
        with suppress(OSError):
            somebody.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("I", port << 16 | port))
        with suppress(OSError):
            somebody.connect(calls) if calls else somebody.bind((HOST, 0))
            return int(somebody.getsockname()[1])
    return None
