"""Privileges of the role in which a service works: rows, and nothing of the tables themselves, which another owns."""

from sqlalchemy import Connection, text

GRANTED = (
    "grant usage on schema public to {role}",
    "grant select, insert, update, delete on all tables in schema public to {role}",
    "grant usage on all sequences in schema public to {role}",
    "revoke insert, update, delete on alembic_version from {role}",
    "revoke update, delete on audit, audit_link, audit_head from {role}",
)


def grant(connection: Connection, role: str) -> None:
    """Grant the role what its work needs; "" is nobody. Raises sqlalchemy.exc.DBAPIError where no such role exists."""
    if not role:
        return
    quoted = connection.dialect.identifier_preparer.quote(role)
    for statement in GRANTED:
        connection.execute(text(statement.format(role=quoted)))
