"""Pages of access, room by room."""

from fastapi import APIRouter

from services.access.looks import pages as looks
from services.access.own import authenticator_pages, password_pages, session_pages
from services.access.own import pages as own
from services.access.passkeys import pages as passkeys
from services.access.people import pages as people
from services.access.people import person_pages
from services.access.programs import pages as programs
from services.access.provider import pages as provider
from services.access.signing_in import pages as signing_in
from services.access.ways_in import pages as ways_in

# Exact paths, and beginnings of paths, at which somebody may send a form who has not signed in yet.
OPEN_PATHS = frozenset(
    {
        *("/access/sign-in", "/access/sign-in/passkey", "/access/second-factor", "/access/open/"),
        *("/access/provider", "/access/provider/back", "/access/provider/finish"),
    }
)

router = APIRouter(include_in_schema=False)
SIGNED_OUT = (signing_in, ways_in, provider)
OWN = (own, session_pages, password_pages, authenticator_pages, passkeys)
for part in (*SIGNED_OUT, *OWN, people, person_pages, programs, looks):
    router.include_router(part.router)
