"""Ports from the kernel, kept over restarts, so that bookmarks and clients find their server again.

They are held from the moment they are chosen. A port that a socket is bound to is given by Linux to nobody who asks for
any port, nor to a connection that goes out; who listens there by name may do so beside it, as both say SO_REUSEADDR.
"""

import socket
from contextlib import ExitStack, closing
from pathlib import Path

import psutil

HOST = "127.0.0.1"
HIGHEST = 65535


class Ports:
    """The ports of one server, remembered in a file, and held until they are let go."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: list[socket.socket] = []

    def hold(self, count: int) -> list[int]:
        """Return the ports that are held, else those of last time; new ones where somebody listens at one of them."""
        if len(self._held) != count or not all(map(is_free, _numbers(self._held))):
            self.let_go()
            self._held = self._of_last_time(count) or _all_of([0] * count)
            self._file.write_text(" ".join(map(str, _numbers(self._held))))
        return _numbers(self._held)

    def let_go(self) -> None:
        """Leave the ports to others."""
        for holding in self._held:
            holding.close()
        self._held = []

    def _of_last_time(self, count: int) -> list[socket.socket]:
        """A file that is damaged tells none: ports are but a convenience, and found anew."""
        words = self._file.read_bytes().split() if self._file.exists() else []
        ports = [int(word) for word in words if word.isdigit()]
        fit = len(ports) == len(set(ports)) == count and all(0 < port <= HIGHEST for port in ports)
        try:
            return _all_of(ports) if fit else []
        except OSError:
            return []


def listens(pid: int, port: int) -> bool:
    """Say whether it is this process that answers at the port."""
    try:
        sockets = psutil.Process(pid).net_connections("tcp")
    except psutil.Error:
        return False
    return any(it.status == psutil.CONN_LISTEN and it.laddr.port == port for it in sockets)


def is_free(port: int) -> bool:
    """Say whether nobody listens there now."""
    try:
        with closing(held(port)):
            return True
    except OSError:
        return False


def held(port: int = 0) -> socket.socket:
    """Return what holds the port, 0: one from the kernel, until it is closed. Raises OSError where others have it."""
    with ExitStack() as if_it_fails:
        holding = if_it_fails.enter_context(closing(socket.socket()))
        holding.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holding.bind((HOST, port))
        if_it_fails.pop_all()
    return holding


def _all_of(ports: list[int]) -> list[socket.socket]:
    with ExitStack() as if_one_fails:
        sockets = [if_one_fails.enter_context(closing(held(port))) for port in ports]
        if_one_fails.pop_all()
    return sockets


def _numbers(sockets: list[socket.socket]) -> list[int]:
    return [int(one.getsockname()[1]) for one in sockets]
