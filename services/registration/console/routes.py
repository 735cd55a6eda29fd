"""Door 3: the coordinators' pages."""

from fastapi import APIRouter

from services.registration.console import (
    adding,
    closing,
    opening,
    organisations,
    people,
    seats,
    sessions,
    sheet,
    today,
    voices,
    voicing,
)

router = APIRouter(include_in_schema=False)
for part in (opening, today, sessions, adding, seats, sheet, closing, voices, voicing, organisations, people):
    router.include_router(part.router)
