"""Alembic's entry, for every service: works on the connection and the tables that shared.service.migrate hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString


def plain_text(kind: str, thing: Any, _: Any) -> str | Literal[False]:
    """Write SQLModel's own text type as the plain one that it is."""
    return "sa.String()" if kind == "type" and isinstance(thing, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes["metadata"],
    compare_type=True,
    compare_server_default=False,
    transactional_ddl=True,
    render_item=plain_text,
)
with context.begin_transaction():
    context.run_migrations()
