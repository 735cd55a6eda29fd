"""Every route names exactly one permission; nobody but the outbox's relay puts anything on Kafka."""

import ast

import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles

from shared.http.access import Db, needs, transaction
from tests.architecture.built import NAMES, ROOT, app, permissions, python_files, routes

SENDS = {"publish", "publisher", "publish_batch", "send_and_wait", "send_batch", "new_producer"}


def ways_in(name: str) -> set[str]:
    """Return the paths at which people sign in: the guard lets anybody send something there."""
    told: frozenset[str] = app(name).state.parts.service.open_paths
    paths = {path for path, _ in routes(app(name))}
    begins = (f"/{name}/assets/", *(it for it in told if it.endswith("/")))
    return {path for path in paths if path in told or path.startswith(begins)}


def open_to_all(name: str) -> set[str]:
    """Return the paths that ask for nothing: what a probe, a program or a refused reader must see; and the way in."""
    paths = {
        f"/{name}{it}"
        for it in ("/health/live", "/health/ready", "/health/started", "/api/openapi.json", "/assets/{file}")
    }
    return paths | (ways_in(name) if name in NAMES else set())


def unguarded(app: FastAPI, name: str) -> list[str]:
    """Return the routes that do not ask for exactly one permission."""
    return [path for path, route in routes(app) if path not in open_to_all(name) and len(permissions(route)) != 1]


@pytest.mark.parametrize("name", NAMES)
def test_every_route_needs_exactly_one_permission(name: str) -> None:
    paths = {path for path, _ in routes(app(name))}

    assert unguarded(app(name), name) == []
    assert open_to_all(name) < paths, "the walk has not seen the routes"
    assert f"/{name}/api/v1/demo/clock" in paths, "the walk has not gone into what is included"


@pytest.mark.parametrize("name", NAMES)
def test_every_route_lies_under_the_name_of_its_service(name: str) -> None:
    assert [path for path, _ in routes(app(name)) if not path.startswith(f"/{name}/")] == []


def test_a_planted_route_without_its_one_permission_is_seen() -> None:
    inner, planted = APIRouter(prefix="/inner"), FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @inner.get("/none")
    async def none(db: Db) -> None: ...

    @inner.get("/two", dependencies=[needs("one.read"), needs("two.read")])
    async def two() -> None: ...

    @inner.get("/one", dependencies=[Depends(transaction), needs("one.read")])
    async def one() -> None: ...

    @planted.websocket("/socket", dependencies=[needs("one.read")])
    async def socket() -> None: ...

    planted.include_router(inner, prefix="/planted")
    planted.mount("/files", StaticFiles(directory=ROOT, check_dir=False))

    assert sorted(unguarded(planted, "planted")) == ["/files", "/planted/inner/none", "/planted/inner/two", "/socket"]


def senders(source: str) -> set[str]:
    """Return by which words this module sends on Kafka past the outbox."""
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        ast.unparse(func)
        for func in calls
        if ast.unparse(func).rpartition(".")[2] in SENDS and ast.unparse(func) != "outbox.publish"
    }


def test_messages_leave_by_the_outbox_alone() -> None:
    found = {str(it.relative_to(ROOT)): senders(it.read_text(encoding="utf-8")) for it in python_files("services")}

    assert {name: words for name, words in found.items() if words} == {}
    assert any("outbox.publish(" in file.read_text(encoding="utf-8") for file in python_files("services"))


def test_within_shared_only_the_relay_sends() -> None:
    found = {file.stem: senders(file.read_text(encoding="utf-8")) for file in python_files("shared")}

    assert {name: words for name, words in found.items() if words} == {
        "running": {"new_producer"},
        "relay": {"self.new_producer"},
        "sending": {"producer.send_batch"},
    }


@pytest.mark.parametrize(
    "planted",
    [
        "await broker.publish(event)",
        "@broker.publisher('topic')\nasync def f(): ...",
        "await p.send_and_wait('t', b'')",
    ],
)
def test_a_planted_sender_is_seen(planted: str) -> None:
    assert senders(planted)
