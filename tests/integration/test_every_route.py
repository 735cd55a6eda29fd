"""Every route, for every role that does not see the whole country: its own, another region's, and what does not exist.

What lies in another region and what does not exist are the same bytes, and nothing of another region is changed.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from shared.access import roles
from shared.directory import service_names
from shared.events.access import Grant
from shared.kernel.database import Database
from tests.accounts import signed_in
from tests.architecture.built import app, permissions, routes
from tests.integration.registration.given_imports import people_list, sent, workbook
from tests.integration.rollout import Asked, Takwin, begin
from tests.integration.scheduling.given import assessment, catalogue, create, oujda, venue

OUJDA, TANGER = "MA-02", "MA-01"
ASKED = ("scheduling", "registration", "reporting")
OF_REGIONS = (
    *("assessment_id", "need_id", "venue_id", "session_id", "organisation_id", "participant_id"),
    *("registration_id", "block_id", "recommendation_id", "import_id", "request_id"),
)
GROWS = ("/file", "/copy")  # the second tells who has looked, this administrator among them
OWN_DATA = {"kind": "copy", "channel": "paper", "received_on": "2017-01-02"}
OF_THE_NATION = ("programme_id", "module_id", "language", "file")
LEFT_OUT = re.compile(r"/(assets/|health/|api/openapi\.json|api/v1/demo/)")  # they hold nothing of anybody
CHANGING = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b")
Ids = Mapping[str, str]


@dataclass(frozen=True)
class Asking:
    """One route as it is asked: its method, and its path with blanks."""

    service: str
    method: str
    path: str
    permission: str

    def of(self, ids: Ids) -> str:
        """Return the path with these ids in its blanks."""
        return self.path.format(**ids)


def asked() -> Iterator[Asking]:
    """Yield every route of the services that hold anything of a region."""
    for service in ASKED:
        for path, route in routes(app(service)):
            if not LEFT_OUT.search(path):
                (permission,) = permissions(route)
                yield from (Asking(service, method, path, permission) for method in sorted(route.methods))


EVERY = list(asked())


def blanks(path: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", path))


@dataclass(frozen=True)
class Both:
    """Two regions with one of everything in each."""

    takwin: Takwin
    here: Ids
    there: Ids

    def grants(self) -> Mapping[str, Grant]:
        """Return one grant of each role that is bound to something, all of them in Oujda."""
        return {
            "coordinator": Grant(role="coordinator", region=OUJDA),
            "planner": Grant(role="planner", region=OUJDA),
            "trainer": Grant(role="trainer", session_ids=[UUID(self.here["session_id"])]),
            "focal-point": Grant(role="focal-point", region=OUJDA, organisation_id=UUID(self.here["organisation_id"])),
        }

    def service(self, name: str) -> Asked:
        """Return the service of that name."""
        found: Asked = getattr(self.takwin, name)
        return found


@pytest.fixture(scope="module")
async def both(lasting_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Both]:
    async with AsyncExitStack() as stack:
        takwin = await begin(stack, lasting_database)
        ids = await catalogue(takwin.scheduling.api)
        common = {"programme_id": ids.programme, "module_id": ids.modules["DEFINE"], "language": "fr", "file": "x"}
        here = await filled(takwin, oujda(ids), OUJDA, ids.oujda)
        there = await filled(takwin, oujda(ids, venue_id=ids.tanger), TANGER, ids.tanger)
        yield Both(takwin, common | here, common | there)


async def filled(takwin: Takwin, plan: dict[str, Any], region: str, venue_id: str) -> dict[str, str]:
    """Let a region have one of everything; return the ids as paths call them."""
    planning, people = takwin.scheduling.api, takwin.registration.api
    assessment_id = await create(planning, "/assessments", assessment(region=region))
    (need, *_) = (await planning.get(f"/assessments/{assessment_id}")).json()["needs"]
    session_id = await create(planning, "/sessions", plan)
    await create(planning, f"/sessions/{session_id}/open")
    await takwin.let_all_hear()
    block = (await people.get(f"/sessions/{session_id}/attendance")).json()["blocks"][0]
    organisation = {"name": f"Association Exemple {region}", "kind": "association", "region": region}
    organisation_id = await create(people, "/organisations", organisation)
    participant_id = await create(people, "/participants", somebody(organisation_id))
    taken = await create(people, f"/sessions/{session_id}/registrations", {"participant_id": participant_id})
    words = {"theme": "identification", "language": "fr", "wording": "Exemple de recommandation."}
    said = await create(people, f"/sessions/{session_id}/recommendations", words)
    listed = await sent(people, workbook(people_list(3)), UUID(session_id))
    await takwin.let_all_hear()
    return {
        "assessment_id": assessment_id,
        "need_id": need["id"],
        "venue_id": venue_id,
        "session_id": session_id,
        "block_id": block["id"],
        "organisation_id": organisation_id,
        "participant_id": participant_id,
        "registration_id": taken,
        "request_id": await create(people, f"/participants/{participant_id}/requests", OWN_DATA),
        "recommendation_id": said,
        "import_id": listed,
    }


def somebody(organisation_id: str) -> dict[str, Any]:
    """Return the form of a made-up person."""
    named = {"given_name": "Exemple", "family_name": "Fictive", "sex": "woman", "first_timer": True}
    return {**named, "organisation_id": organisation_id, "language": "fr", "route": "none"}


async def browser(asked: Asked, grant: Grant) -> httpx2.AsyncClient:
    """Return a browser of whoever has this grant."""
    transport = asked.api._transport
    settings = transport.app.state.settings  # type: ignore[attr-defined]
    cookies = await signed_in(asked.database, settings, grant)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "fr"}
    return httpx2.AsyncClient(transport=transport, base_url=settings.origin, headers=headers, cookies=cookies)


async def answered(client: httpx2.AsyncClient, asking: Asking, ids: Ids) -> tuple[int, bytes]:
    """Return status and body of an answer, without what differs anyway."""
    page = {} if "/api/" in asking.path else {"accept": "text/html"}
    answer = await client.request(asking.method, asking.of(ids), headers=page, params={"public": "true"})
    return answer.status_code, CHANGING.sub(b"ID", answer.content)


def unknown(ids: Ids) -> Ids:
    return {name: str(uuid4()) if name in OF_REGIONS else value for name, value in ids.items()}


def mixed(both: Both, path: str) -> Iterator[tuple[Ids, Ids]]:
    """Yield what is another region's beside what does not exist: all of a path, and its last part alone."""
    yield both.there, unknown(both.there)
    if "{block_id}" in path:
        inner = {name: {**both.here, "block_id": name} for name in (both.there["block_id"], str(uuid4()))}
        theirs, nobodys = inner.values()
        yield theirs, nobodys


@pytest.mark.parametrize("role", ["coordinator", "planner", "trainer", "focal-point"])
async def test_another_region_and_nothing_are_the_same_and_nothing_there_is_changed(both: Both, role: str) -> None:
    grant, before = both.grants()[role], await everything(both)
    differing = []
    for service in ASKED:
        async with await browser(both.service(service), grant) as client:
            for asking in [it for it in EVERY if it.service == service and blanks(it.path) & set(OF_REGIONS)]:
                for theirs, nobodys in mixed(both, asking.path):
                    found, none = await answered(client, asking, theirs), await answered(client, asking, nobodys)
                    if found != none:
                        differing.append(f"{asking.method} {asking.path} {found[0]} {none[0]}")

    assert "\n".join(differing) == ""
    assert await everything(both) == before


async def everything(both: Both) -> dict[str, Any]:
    """Return what an administrator sees of Tanger."""
    seen = {}
    for service in ASKED:
        for asking in [it for it in EVERY if it.service == service and it.method == "GET" and "/api/" in it.path]:
            if blanks(asking.path) & set(OF_REGIONS) and not asking.path.endswith(GROWS):
                answer = await both.service(service).api.get(f"http://127.0.0.1:8000{asking.of(both.there)}")
                seen[asking.path] = answer.text
    return seen


@pytest.mark.parametrize("role", ["coordinator", "planner", "trainer", "focal-point", "reader", "auditor", "operator"])
async def test_a_role_opens_what_its_permissions_say_and_nothing_else(both: Both, role: str) -> None:
    grant = both.grants().get(role, Grant(role=role))
    wrong = []
    for service in ASKED:
        async with await browser(both.service(service), grant) as client:
            for asking in [it for it in EVERY if it.service == service and it.method == "GET"]:
                status, _ = await answered(client, asking, both.here)
                if (status != 403) != (asking.permission in roles.permissions(role)):
                    wrong.append(f"{asking.path} {asking.permission} {status}")

    assert "\n".join(wrong) == ""


LISTS = ("/sessions", "/organisations", "/venues", "/assessments")


@pytest.mark.parametrize("role", ["coordinator", "planner", "trainer", "focal-point"])
async def test_no_list_shows_anything_of_another_region(both: Both, role: str) -> None:
    grant, theirs = both.grants()[role], [both.there[name].encode() for name in OF_REGIONS]
    shown = []
    for service in ASKED:
        async with await browser(both.service(service), grant) as client:
            for asking in [it for it in EVERY if it.service == service and it.method == "GET"]:
                answer = await client.get(asking.of(both.here), params={"region": TANGER})
                shown += [asking.path for name in theirs if name in answer.content]

    assert "\n".join(shown) == ""


BODIES: list[tuple[str, str, Callable[[Both], dict[str, Any]]]] = [
    ("scheduling", "/venues", lambda _: venue("Larache", TANGER)),
    ("scheduling", "/assessments", lambda _: assessment(region=TANGER)),
    ("registration", "/organisations", lambda _: {"name": "Autre Exemple", "kind": "association", "region": TANGER}),
    ("registration", "/participants", lambda both: somebody(both.there["organisation_id"])),
]


@pytest.mark.parametrize(("service", "path", "body"), BODIES, ids=[path for _, path, _ in BODIES])
async def test_a_region_in_the_body_opens_nothing(
    both: Both, service: str, path: str, body: Callable[[Both], dict[str, Any]]
) -> None:
    before = await everything(both)
    async with await browser(both.service(service), both.grants()["coordinator"]) as client:
        answer = await client.post(f"/{service}/api/v1{path}", json=body(both))

    assert answer.status_code in {403, 404, 409, 422}, answer.text
    assert await everything(both) == before


def test_every_blank_of_a_path_has_something_to_stand_in_it() -> None:
    found = {blank for asking in EVERY for blank in blanks(asking.path)}

    assert found <= {*OF_REGIONS, *OF_THE_NATION}


def test_each_permission_of_a_route_is_some_roles_and_the_other_way_round() -> None:
    routed = {it for name in service_names() for _, route in routes(app(name)) for it in permissions(route)}
    held = frozenset().union(*map(roles.permissions, roles.names()))

    assert routed - held == set()
    assert held - routed == {"outside.read"}, "which a demonstration's page of the outer world asks for"
    assert roles.second_factor() <= routed


def test_the_player_of_a_story_may_nothing_that_people_may() -> None:
    of_people = frozenset().union(*map(roles.permissions, roles.of_people()))

    assert roles.permissions("player") == {"staff.play", "clock.move", "outbox.read"}
    assert roles.permissions("player").isdisjoint(of_people)
