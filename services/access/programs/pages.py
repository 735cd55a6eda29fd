"""Pages of programs outside and their keys."""

from datetime import date
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.frame import ROLES, show, words_of
from services.access.lasting import end_of
from services.access.programs import actions, domain
from services.access.programs.storage import programs_with_keys
from shared.http.access import Db, caller_of, needs
from shared.http.requests import Form, Name
from shared.kernel.clock import machine_now
from shared.web.filling import Filled, attempt, fill
from shared.web.forms import ADDS_ONCE, TWICE_IS_ONCE
from shared.web.pages import see_other

router = APIRouter(prefix="/programs")
MANAGE = needs("program.manage")


class ProgramForm(Form):
    """A program, what it may read, and until when."""

    name: Name
    role: str = Field(max_length=40)
    ends_on: date


@router.get("", dependencies=[MANAGE])
async def show_programs(request: Request, db: Db) -> HTMLResponse:
    """Show every program, and ask for one more."""
    return await programs_page(request, db, Filled(), 200)


async def programs_page(request: Request, db: AsyncSession, filled: Filled[ProgramForm], status: int) -> HTMLResponse:
    """Return the page; `filled` is the form of one more as it was typed."""
    words = words_of(request)
    offered = [(role, words.say(ROLES[role])) for role in domain.ROLES]
    told = {"programs": await programs_with_keys(db), "now": machine_now(), "offered": offered}
    return show(request, "programs.html", status, filled=filled, **told)


@router.post("", dependencies=[MANAGE, ADDS_ONCE])
async def make_program(request: Request, db: Db) -> Response:
    """Make the program, and show its key once; sent again, the form leads to the programs."""
    filled, by = await fill(request, ProgramForm), caller_of(request).account_id
    if (form := filled.form) and by:
        async with attempt(db, filled.once(request)) as tried:
            secret = await actions.make_program(db, form.name, form.role, end_of(form.ends_on), by)
            tried.leads_to = "/access/programs"
        if tried.refusal is None:
            return show(request, "program_key.html", name=form.name, secret=secret)
        filled.refuse(request, tried.refusal)
    return await programs_page(request, db, filled, 422)


@router.post("/{program_id}/revoke", dependencies=[MANAGE, TWICE_IS_ONCE])
async def revoke(request: Request, program_id: UUID, db: Db) -> Response:
    """Let the program's key open nothing any more."""
    await actions.revoke(db, program_id, caller_of(request).account_id)
    return see_other("/access/programs?done=revoked")
