"""Rules of a demonstration's staff: each role and limit has one member, known by an address that nobody has."""

from services.access.people.domain import Asked

REASON = "Démonstration"


def address_of(asked: Asked) -> str:
    """Return the address of whoever has this role within these limits; the same each time."""
    named = (asked.region, asked.organisation_id, *sorted(map(str, asked.session_ids))[:1])
    limits = [str(it).lower() for it in named if it]
    return f"{'.'.join(['demo', asked.role, *limits[-1:]])}@example.org"


def name_of(asked: Asked, role: str, region: str) -> str:
    """Return what the member is called: role and region, as they read in the language of the account."""
    return " ".join(part for part in ("Exemple", role, region if asked.region else "") if part)
