"""Who acted in a story, and by which permission: what all audits tell, with the roles that access has."""

from dataclasses import dataclass

import asyncpg

from shared.directory import service_names
from tests.e2e.pilot import Pilot

ROLES = """
select 'person:' || account.id, granted.role from granted join account on account.id = granted.account_id
where account.signed_in_at is not null"""
ACTED = "select distinct caller, permission from audit"


@dataclass
class Acted:
    """Who signed in, with their roles, and what the rows of the audits say of everybody."""

    roles: dict[str, set[str]]
    rows: set[tuple[str, str]]

    def permissions(self, caller: str) -> set[str]:
        """Return by which permissions this caller has acted."""
        return {permission for who, permission in self.rows if who == caller}


async def acted(pilot: Pilot) -> Acted:
    """Read it from the databases."""
    told = Acted({}, set())
    for caller, role in await _read(pilot, "access", ROLES):
        told.roles.setdefault(caller, set()).add(role)
    for service in service_names():
        told.rows |= {(caller, permission) for caller, permission in await _read(pilot, service, ACTED)}
    return told


async def _read(pilot: Pilot, service: str, query: str) -> list[tuple[str, str]]:
    connection = await asyncpg.connect(pilot.database_url(service))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()
