"""Pages of coordinators, room by room."""

from fastapi import APIRouter

from services.registration.attendance import closing_pages
from services.registration.attendance import pages as sheet
from services.registration.consents import pages as consents
from services.registration.data_requests import pages as data_requests
from services.registration.people import organisation_pages, pages
from services.registration.seats import adding_pages, session_pages
from services.registration.seats import pages as seats
from services.registration.today import pages as today
from services.registration.voices import need_pages
from services.registration.voices import pages as voices

router = APIRouter(include_in_schema=False)
for part in (
    today,
    session_pages,
    adding_pages,
    seats,
    sheet,
    closing_pages,
    voices,
    need_pages,
    organisation_pages,
    consents,
    data_requests,
    pages,
):
    router.include_router(part.router)
