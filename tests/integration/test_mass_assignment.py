"""Fields that a form does not have: no column of any table can be set by naming it in the body of a request."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from programs.services import service_of
from shared.kernel.database import KERNEL, Database
from tests.architecture.built import NAMES, app, routes
from tests.integration.one_of_everything import Everything, one_of_everything
from tests.integration.test_every_route import ASKED

VALUE: Any = "MA-01"
API = re.compile(r"/api/v1/(?!demo/)")
MORE = {"id", "role", "roles", "region", "region_id", "status", "state", "capacity", "version", "is_admin", "__class__"}


@pytest.fixture(scope="module")
async def everything(lasting_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Everything]:
    async with one_of_everything(lasting_database) as found:
        yield found


def columns(service: str) -> set[str]:
    """Return the names of the columns of all tables of a service, the kernel's among them."""
    tables = [*service_of(service).metadata.tables.values(), *KERNEL.metadata.tables.values()]
    return {column.name for table in tables for column in table.columns}


def bodies(service: str) -> Iterator[tuple[str, str, type[BaseModel]]]:
    """Yield method, path and model of each route of the API that takes a body of JSON."""
    for path, route in routes(app(service)):
        for it in route.dependant.body_params if API.search(path) and hasattr(route, "dependant") else ():
            annotation = it.field_info.annotation
            if isinstance(annotation, type) and issubclass(annotation, BaseModel):
                yield from ((method, path, annotation) for method in route.methods)


def within(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and those that stand in its fields."""
    yield model
    for field in model.model_fields.values():
        yield from (deeper for inner in models(field.annotation) for deeper in within(inner))


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


@pytest.mark.parametrize("service", ASKED)
async def test_no_column_of_a_table_can_be_set_that_a_form_does_not_have(everything: Everything, service: str) -> None:
    taken, api = [], everything.service(service).api
    for method, path, model in bodies(service):
        for name in sorted((columns(service) | MORE) - model.model_fields.keys()):
            filled = path.format_map({**everything.ids, "registration_id": UUID(int=7)})
            answer = await api.request(method, f"http://127.0.0.1:8000{filled}", json={name: VALUE})
            rules = {error["rule"] for error in answer.json().get("errors", [])}
            taken += [f"{method} {path} {name} {answer.status_code}"] * (
                answer.status_code != 403 and "extra-forbidden" not in rules
            )

    assert taken == []


@pytest.mark.parametrize("service", NAMES)
def test_every_form_within_a_form_refuses_what_it_does_not_have(service: str) -> None:
    found = {inner for _, _, model in bodies(service) for inner in within(model)}

    assert {it.__name__ for it in found if it.model_config.get("extra") != "forbid"} == set()
    assert not [it for it in found if issubclass(it, SQLModel)], "no table is a form"


def test_the_walk_sees_bodies_and_columns() -> None:
    assert [len({path for _, path, _ in bodies(service)}) > 8 for service in ("scheduling", "registration")] == [
        True
    ] * 2
    assert {"region", "state", "version"} <= columns("scheduling") & columns("registration")
