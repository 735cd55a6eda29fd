"""Ports from the kernel, kept over restarts, so that bookmarks and clients find their server again."""

import socket
from contextlib import ExitStack, closing
from pathlib import Path

import psutil

HOST = "127.0.0.1"
HIGHEST = 65535


def kept_ports(file: Path, count: int) -> list[int]:
    """Return the ports of last time when they are free and can be read, else new ones."""
    last = _last(file)
    if len(last) != count or not all(map(is_free, last)):
        last = _free_ports(count)
        file.write_text(" ".join(map(str, last)))
    return last


def _last(file: Path) -> list[int]:
    """A file that is damaged tells none: ports are but a convenience, and found anew."""
    words = file.read_bytes().split() if file.exists() else []
    ports = [int(word) for word in words if word.isdigit()]
    return [port for port in ports if port <= HIGHEST]


def listens(pid: int, port: int) -> bool:
    """Say whether it is this process that answers at the port."""
    try:
        sockets = psutil.Process(pid).net_connections("tcp")
    except psutil.Error:
        return False
    return any(it.status == psutil.CONN_LISTEN and it.laddr.port == port for it in sockets)


def _free_ports(count: int) -> list[int]:
    with ExitStack() as all_open:
        servers = [all_open.enter_context(closing(socket.create_server((HOST, 0)))) for _ in range(count)]
        return [int(server.getsockname()[1]) for server in servers]


def is_free(port: int) -> bool:
    """Say whether nobody listens there now."""
    try:
        with closing(socket.create_server((HOST, port))):
            return True
    except OSError:
        return False
