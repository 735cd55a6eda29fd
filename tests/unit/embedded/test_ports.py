"""Ports: from their choice until they are let go they are for our own servers, and the same after that."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from deploy.embedded.own_processes import Mailbox, OwnProcess, Phones
from deploy.embedded.ports import HOST
from tests.unit.embedded.given_ports import given, holding


def test_a_port_that_was_chosen_is_given_to_nobody_else(tmp_path: Path) -> None:
    with holding(tmp_path) as ports, socket.create_server((HOST, 0)) as server:
        (port,) = ports.hold(1)

        assert given(port) != port
        assert given(port, calls=server.getsockname()) != port
        with closing(socket.socket()) as somebody, pytest.raises(OSError, match="in use"):
            somebody.bind((HOST, port))


def test_a_server_of_ours_listens_at_a_port_that_is_held(tmp_path: Path) -> None:
    with holding(tmp_path) as ports:
        where = (HOST, ports.hold(1)[0])

        with socket.create_server(where) as server, socket.create_connection(where) as caller:
            heard, _ = server.accept()
            heard.close()
            assert caller.getpeername() == where
            assert ports.hold(1)[0] != where[1]


def test_ports_stay_the_same_when_free_and_are_others_when_somebody_listens(tmp_path: Path) -> None:
    with holding(tmp_path) as ports:
        first = ports.hold(2)
        assert ports.hold(2) == first

    with holding(tmp_path) as ports:
        assert ports.hold(2) == first

    with socket.create_server((HOST, first[1])), holding(tmp_path) as ports:
        others = ports.hold(2)
        assert others != first

    with holding(tmp_path) as ports:
        assert ports.hold(2) == others


@pytest.mark.parametrize("kind", [Mailbox, Phones])
def test_a_process_of_ours_has_its_ports_before_it_starts(tmp_path: Path, kind: type[OwnProcess]) -> None:
    process = kind(tmp_path, print)

    process.choose_port()

    assert given(process.port) != process.port
    assert given(process.inner_port) != process.inner_port
    process.ports.let_go()
