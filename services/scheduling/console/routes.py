"""Door 3: a planner's pages."""

from fastapi import APIRouter

from services.scheduling.console import calendar, changing, modules, needs, places, programme, sessions, venue

router = APIRouter(include_in_schema=False)
for part in (calendar, sessions, changing, needs, modules, places, programme, venue):
    router.include_router(part.router)
