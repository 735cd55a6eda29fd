"""The door: deadlines, headers, the request's id, who asks, and whose certificate it shows."""

import json
import re
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx2
import pytest

from shared.http import strict
from tests.integration.door.door import Door, opened, own_certificate, until

NAME = "takwin.office.test"
BY_SERVICES = {name: value for name, value in strict.HEADERS.items() if name != "cache-control"}
PROMISED = {"strict-transport-security": "max-age=31536000; includeSubDomains", **BY_SERVICES}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """A door of a name in a local network, that waits for nobody long."""
    folder = tmp_path_factory.mktemp("door")
    with opened(folder, NAME, DOOR_READ_BODY="2s", DOOR_WRITE="2s") as door:
        connected(door, trusting=None).close()  # which makes the authority
        yield door


def trust(root: Path | None) -> ssl.SSLContext:
    """Return what trusts the authority, or anybody where none is told."""
    context = ssl.create_default_context(cafile=str(root) if root else None)
    if root is None:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def connected(door: Door, trusting: Path | None) -> ssl.SSLSocket:
    """Return a connection to the door by its name."""
    plain = socket.create_connection(("127.0.0.1", door.port), timeout=30)
    return trust(trusting).wrap_socket(plain, server_hostname=door.name)


def asked(door: Door, path: str, method: str = "GET", **headers: str) -> httpx2.Response:
    """Ask the door by its name, which no resolver knows."""
    named = {"host": f"{door.name}:{door.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    with httpx2.Client(verify=trust(door.root), trust_env=False) as http:
        sni = {"sni_hostname": door.name}
        return http.request(method, f"https://127.0.0.1:{door.port}{path}", headers=named, extensions=sni)


def test_a_name_in_a_local_network_has_a_certificate_of_the_doors_own_authority(door: Door) -> None:
    with connected(door, door.root) as connection:
        shown = connection.getpeercert()

    assert shown
    assert ("DNS", NAME) in shown["subjectAltName"]


def test_this_machine_is_served_by_its_number_too_whatever_the_name(door: Door) -> None:
    with httpx2.Client(verify=trust(door.root), trust_env=False) as http:
        assert http.get(f"https://127.0.0.1:{door.port}/door/health").status_code == 200


def test_what_no_service_answers_has_the_strict_headers_too(door: Door) -> None:
    for path in ("/nowhere", "/door/health", "/registration/api/v1/contacts", "/scheduling/x"):
        answer = asked(door, path)

        assert {name: answer.headers.get(name) for name in PROMISED} == PROMISED, path
        assert "server" not in answer.headers


def test_what_is_this_machine_itself_promises_nothing_for_names_below_it(door: Door) -> None:
    with httpx2.Client(verify=trust(door.root), trust_env=False) as http:
        answer = http.get(f"https://127.0.0.1:{door.port}/door/health")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_the_policy_of_a_page_stays_its_own(door: Door) -> None:
    answer = asked(door, "/scheduling/page")

    own = {**PROMISED, "content-security-policy": "default-src 'self'"}
    assert {name: answer.headers.get(name) for name in PROMISED} == own


def test_the_request_id_is_the_doors_in_the_answer_for_the_service_and_in_its_line(door: Door) -> None:
    forged = "0198f3c2-0000-4000-8000-000000000000"

    answer = asked(door, "/registration/participants/kanarie?q=kanarie", x_request_id=forged)

    request_id = answer.headers["x-request-id"]
    assert str(UUID(request_id)) == request_id != forged
    assert re.findall(r"(?mi)^x-request-id: (.*)$", answer.text) == [request_id]
    until(lambda: request_id in door.log())
    (line,) = [json.loads(line) for line in door.log().splitlines() if request_id in line]
    assert (line["request"], line["status"]) == ({"method": "GET", "uri": "/registration"}, 200)
    assert not {"kanarie", "127.0.0.1", forged} & set(re.split(r"[\"/?=]", json.dumps(line)))


def test_where_the_door_itself_refuses_there_is_an_id_as_well(door: Door) -> None:
    answers = [asked(door, path) for path in ("/nowhere", "/registration/api/v1/contacts")]

    assert len({UUID(answer.headers["x-request-id"]) for answer in answers}) == 2


def test_a_service_hears_who_asks_from_the_door_alone(door: Door) -> None:
    answer = asked(door, "/scheduling/", x_forwarded_for="198.51.100.9")

    assert re.findall(r"(?mi)^x-forwarded-for: (.*)$", answer.text) == ["127.0.0.1"]


@pytest.mark.parametrize("path", ["/", "/scheduling/", "/door/health"])
def test_head_is_answered_where_get_is(door: Door, path: str) -> None:
    get, head = asked(door, path), asked(door, path, "HEAD")

    assert (head.status_code, head.content) == (get.status_code, b"")


def test_plain_http_leads_to_https(door: Door) -> None:
    with httpx2.Client(trust_env=False) as http:
        url = f"http://127.0.0.1:{door.http_port}/registration/?day=1"
        answer = http.get(url, headers={"host": NAME})

    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{NAME}:{door.port}/registration/?day=1")


def test_who_tells_a_body_slowly_is_let_go(door: Door) -> None:
    with connected(door, door.root) as slow:
        slow.sendall(f"POST /nowhere HTTP/1.1\r\nHost: {NAME}:{door.port}\r\nContent-Length: 9000\r\n\r\nx".encode())
        began = time.monotonic()
        while slow.recv(65536):
            pass

    assert time.monotonic() - began < 10


def test_who_does_not_read_an_answer_is_let_go(door: Door) -> None:
    with connected(door, door.root) as slow:
        slow.sendall(f"GET /reporting/long HTTP/1.1\r\nHost: {NAME}:{door.port}\r\n\r\n".encode())
        until(lambda: "/reporting" in door.log())  # its line is written when it is over
        got = 0
        while came := slow.recv(65536):
            got += len(came)

    assert got < 4_000_000


def test_a_head_that_does_not_come_is_not_waited_for(door: Door) -> None:
    with connected(door, door.root) as silent:
        began = time.monotonic()
        silent.sendall(b"GET / HTTP/1.1\r\n")
        while silent.recv(65536):
            pass

    assert 5 < time.monotonic() - began < 15


def test_an_offices_own_certificate_is_shown(tmp_path: Path) -> None:
    own_certificate(tmp_path / "certificate", tmp_path / "certificate_key", NAME)
    own = opened(tmp_path, NAME, TAKWIN_CERTIFICATES="files", DOOR_SECRETS=str(tmp_path))

    with own as door, connected(door, tmp_path / "certificate") as connection:
        shown = connection.getpeercert(binary_form=True)

    assert ssl.DER_cert_to_PEM_cert(shown or b"").strip() == (tmp_path / "certificate").read_text().strip()
