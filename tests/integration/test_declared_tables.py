"""What is kept is declared: each column that migrations make is of a kind, and no line is about what is not there."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text

from programs.services import service_of
from shared.directory import service_names
from shared.kernel.database import Database
from shared.privacy.declared import of_service

COLUMNS = "select table_name, column_name from information_schema.columns where table_schema = 'public'"


async def there(database: Database) -> set[tuple[str, str]]:
    """Return each column of each table."""
    async with database.engine.connect() as connection:
        return {(row.table_name, row.column_name) for row in await connection.execute(text(COLUMNS))}


@pytest.mark.parametrize("name", service_names())
async def test_each_column_of_a_service_is_declared(
    name: str, new_database: Callable[..., Awaitable[Database]]
) -> None:
    database = await new_database(service_of(name))
    declared = [(one.thing, one.name) for one in of_service(name)]

    assert await there(database) - set(declared) == set(), "say in shared/privacy/tables.toml of which kind it is"
    assert set(declared) - await there(database) == set(), "declared, and not there"
    assert len(declared) == len(set(declared)), "declared twice"


async def test_a_column_that_nobody_declared_is_seen(new_database: Callable[..., Awaitable[Database]]) -> None:
    database = await new_database(service_of("scheduling"))
    declared = {(one.thing, one.name) for one in of_service("scheduling")} - {("venue", "city")}

    assert await there(database) - declared == {("venue", "city")}
