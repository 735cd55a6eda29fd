"""Migrations make the tables that the code has: a column of which none tells is found before somebody asks for it."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from programs.services import service_of
from shared.directory import service_names
from shared.kernel.database import KERNEL, Database


@pytest.mark.parametrize("name", service_names())
async def test_what_the_migrations_of_a_service_make_are_its_tables(
    name: str, new_database: Callable[..., Awaitable[Database]]
) -> None:
    service = service_of(name)
    database = await new_database(service)

    def differences(connection: Connection) -> Any:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, [KERNEL.metadata, service.metadata])  # type: ignore[arg-type] # as env.py

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
