"""HTTP: the pages of every room. Programs ask access for nothing: each service knows what an account may do."""

from fastapi import APIRouter

from services.access import pages

router = APIRouter()
router.include_router(pages.router)
