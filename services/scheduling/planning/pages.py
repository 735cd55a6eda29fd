"""Pages of a session: plan it, see it with what it is for, open it, complete it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import Programme, by_code, programmes, releases
from services.scheduling.chain.storage import from_session
from services.scheduling.frame import by_version, show, today, words_of
from services.scheduling.planning import actions, domain
from services.scheduling.planning.forms import SessionForm
from services.scheduling.planning.storage import Session, blocks
from services.scheduling.typed_rows import Shape, read, refuse
from services.scheduling.venues.storage import Venue, by_place
from shared.country.timezones import ZONE
from shared.http.access import Db, needs
from shared.kernel import clock
from shared.web.filling import Attempt, Filled, attempt, with_hidden
from shared.web.forms import ADDS_ONCE, CARRIES_WHAT_IT_SHOWED
from shared.web.opened_forms import as_shown
from shared.web.pages import see_other

router = APIRouter(prefix="/sessions")

ROWS = 8
SHAPE = Shape(begun=frozenset({"module_id"}), pairs={"module_id": ("module_id", "module_version")})
HALVES = ((time(9), time(12, 30)), (time(14), time(17)))  # of a day, as trainings are usually held
NOTICE = timedelta(days=30)  # to find people in
FRIDAY = 4  # as date.weekday has it


def first_day(earliest: date) -> date:
    """Return the first day from then on that, like the one after it, is none of a weekend."""
    ahead = (earliest + timedelta(days=number) for number in range(7))
    return next(day for day in ahead if day.weekday() < FRIDAY)


def wall(local: datetime) -> str:
    """Return a wall-clock time as a field for one is filled in."""
    return local.strftime("%Y-%m-%dT%H:%M")


def two_days(first: date) -> dict[str, str]:
    """Return what is offered: two days with four half-day blocks, their modules still to be chosen."""
    days = (first, first + timedelta(days=1))
    halves = [(datetime.combine(day, one), datetime.combine(day, two)) for day in days for one, two in HALVES]
    values = {"zone": ZONE, "seats": "25", "starts_local": wall(halves[0][0]), "ends_local": wall(halves[-1][1])}
    for place, (starts, ends) in enumerate(halves):
        values |= {f"blocks.{place}.starts_local": wall(starts), f"blocks.{place}.ends_local": wall(ends)}
    return values


async def choices(request: Request, db: AsyncSession, region: str = "") -> dict[str, Any]:
    """Return what a plan is put together from, as options of fields."""
    words = words_of(request)
    in_region = [it for it in await by_place(db) if region in {"", it.region}]
    modules = {it.id: it for it in await by_code(db)}
    newest = sorted(await releases(db, modules), key=lambda it: (modules[it.module_id].code, -it.version))
    title = "title_ar" if words.language == "ar" else "title_fr"
    return {
        "programmes": [(it.id, f"{it.code} · {it.title}") for it in await programmes(db)],
        "venues": [(it.id, f"{it.called(words.language)} ({words.number(it.capacity)})") for it in in_region],
        "versions": [
            (f"{it.module_id}:{it.version}", f"{modules[it.module_id].code} v{it.version} · {getattr(it, title)}")
            for it in newest
        ],
    }


@router.get("/new", dependencies=[needs("session.plan")])
async def show_plan(request: Request, db: Db) -> HTMLResponse:
    """Offer two days with four blocks, a month ahead."""
    filled = Filled[SessionForm](two_days(first_day(today(db) + NOTICE)))
    return show(request, "session_new.html", filled=filled, rows=ROWS, **await choices(request, db))


@router.post("/new", dependencies=[needs("session.plan"), ADDS_ONCE])
async def plan_session(request: Request, db: Db) -> Response:
    """Plan a session."""
    filled = await read(request, SessionForm, SHAPE)
    if filled.form is not None:
        async with attempt(db, filled.once(request)) as tried:
            session = await actions.plan_session(db, filled.form.programme_id, filled.form.plan())
            tried.leads_to = f"/scheduling/sessions/{session.id}?done=planned"
        if tried.refusal is None:
            return see_other(tried.leads_to)
        refuse(filled, request, tried.refusal, SHAPE)
    return show(request, "session_new.html", 422, filled=filled, rows=ROWS, **await choices(request, db))


async def session_of(db: AsyncSession, session_id: UUID) -> Session:
    """Return the session as it now is. Raises SessionUnknown."""
    session = await db.get(Session, session_id, populate_existing=True)
    if session is None:
        raise domain.SessionUnknown("session_id")
    return session


@router.get("/{session_id}", dependencies=[needs("session.read")])
async def show_session(request: Request, session_id: UUID, db: Db) -> HTMLResponse:
    """Show a session: where, when, what is taught, and which needs that answers."""
    return await session_page(request, db, session_id)


async def session_page(
    request: Request, db: AsyncSession, session_id: UUID, filled: Filled[Any] | None = None
) -> HTMLResponse:
    """Return the page of a session; `filled` says above it why a button did nothing."""
    session, parts = await session_of(db, session_id), await blocks(db, [session_id])
    return show(
        request,
        "session.html",
        409 if filled else 200,
        filled=filled,
        session=session,
        venue=await db.get_one(Venue, session.venue_id),
        programme=await db.get_one(Programme, session.programme_id),
        blocks=parts,
        taught={it.key: it for it in by_version(await from_session(db, session_id))},
        next=domain.may_become(session.state),
        against_opening=domain.why_not_open(session.ends_at, len(parts), clock.now(db)),
        over=session.ends_at <= clock.now(db),
        movable=domain.can_be_rescheduled(session.state, session.starts_at, clock.now(db)),
    )


@router.post("/{session_id}/open", dependencies=[needs("session.open"), CARRIES_WHAT_IT_SHOWED])
async def open_session(request: Request, session_id: UUID, db: Db) -> Response:
    """Let registration begin."""
    pressed = await with_hidden(request, Filled[Any]())
    async with attempt(db) as tried:
        await actions.open_session(db, session_id, as_shown(pressed.shown))
    return await _moved(request, db, session_id, tried, "open")


async def _moved(request: Request, db: AsyncSession, session_id: UUID, tried: Attempt, done: str) -> Response:
    if tried.refusal is None:
        return see_other(f"/scheduling/sessions/{session_id}?done={done}")
    filled = Filled[Any]()
    refuse(filled, request, tried.refusal, SHAPE)
    return await session_page(request, db, session_id, filled)
