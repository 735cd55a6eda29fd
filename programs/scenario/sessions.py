"""The course of a session as its planner steers it: planned, opened, moved or cancelled; reminders in between."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from datetime import time as hour
from zoneinfo import ZoneInfo

from programs.scenario.player import REGISTRATION, SCHEDULING, Entry, Player, Scene, until
from programs.scenario.staff import OPERATOR, coordinator, planner
from shared.country.timezones import ZONE

MORNING, NOON, AFTER_NOON, EVENING = hour(9), hour(12), hour(13), hour(16)
TAUGHT = (("DEFINE", MORNING, NOON), ("IDENTIFY", AFTER_NOON, EVENING))
TAUGHT_NEXT_DAY = (("IDENTIFY", MORNING, NOON), ("MEDICAL", AFTER_NOON, EVENING))
REMINDED = hour(10)  # reminders are due at ten on the clocks there
SHORTLY = timedelta(minutes=5)
REMINDED_DAYS_BEFORE = (3, 1)


def scenes(player: Player, session: Entry, programme: str) -> Iterator[Scene]:
    """Yield what happens to the session itself."""
    key = session["key"]
    yield Scene(session["planned_at"], f"plan/{key}", lambda: _plan(player, session, programme))
    yield Scene(session["opened_at"], f"open/{key}", lambda: _open(player, session))
    if moved := session.get("moved"):
        yield Scene(moved["at"], f"move/{key}", lambda: _move(player, session, moved))
    if cancelled := session.get("cancelled"):
        yield Scene(cancelled["at"], f"cancel/{key}", lambda: _cancel(player, session, cancelled))
    if "marks" in session:  # it takes place before the story ends
        first_day = session.get("moved", session)["days"][0]
        for before in REMINDED_DAYS_BEFORE:
            yield _reminder(player, key, first_day - timedelta(days=before))


def _reminder(player: Player, key: str, day: date) -> Scene:
    """Return the morning on which people are reminded: it ends when the reminders are out."""
    name, due_at = f"remind/{key}/{day}", datetime.combine(day, REMINDED, tzinfo=ZoneInfo(ZONE))

    async def remind() -> None:
        async def number() -> dict[str, str]:
            return {"id": str(await _reminders_so_far(player))}

        before = int(await player.once(name, number))
        await player.move_clocks(due_at + SHORTLY)
        await until("people are being reminded", lambda: _more_reminders(player, before))
        await player.all_has_arrived()

    return Scene(due_at - SHORTLY, name, remind)


async def _more_reminders(player: Player, before: int) -> bool:
    return await _reminders_so_far(player) > before


async def _reminders_so_far(player: Player) -> int:
    """Return how many were ever intended, whatever has become of them."""
    answer = await player.read(OPERATOR, "/notifications/api/v1/messages")
    return sum(it["count"] for it in answer["messages"] if it["template"] == "session.reminder")


async def _plan(player: Player, session: Entry, programme: str) -> None:
    body = {"programme_id": player.id_of(f"programme/{programme}"), **await plan(player, session, session["days"])}
    await player.do(planner(session["region"]), f"session/{session['key']}", f"{SCHEDULING}/sessions", body)


async def _open(player: Player, session: Entry) -> None:
    id_ = player.id_of(f"session/{session['key']}")
    await player.do(planner(session["region"]), f"open/{session['key']}", f"{SCHEDULING}/sessions/{id_}/open")
    await is_known_as(player, session, "open")
    player.say(f"{session['city']}: the session is planned and open.")


async def _move(player: Player, session: Entry, moved: Entry) -> None:
    id_ = player.id_of(f"session/{session['key']}")
    path = f"{SCHEDULING}/sessions/{id_}/reschedule"
    body = await plan(player, session, moved["days"])
    await player.do(planner(session["region"]), f"move/{session['key']}", path, body)
    await player.all_has_arrived()
    player.say(f"{session['city']}: the session has been moved, and everybody was told.")


async def _cancel(player: Player, session: Entry, cancelled: Entry) -> None:
    id_ = player.id_of(f"session/{session['key']}")
    path = f"{SCHEDULING}/sessions/{id_}/cancel"
    body = {"reason": cancelled["reason"]}
    await player.do(planner(session["region"]), f"cancel/{session['key']}", path, body)
    await player.all_has_arrived()
    player.say(f"{session['city']}: the session has been cancelled, and everybody was told.")


async def is_known_as(player: Player, session: Entry, state: str) -> None:
    """Wait until registration has heard of the session's state."""
    who, session_id = coordinator(session["region"]), player.id_of(f"session/{session['key']}")

    async def heard() -> bool:
        sessions = await player.read(who, f"{REGISTRATION}/sessions")
        return any(it["id"] == session_id and it["state"] == state for it in sessions)

    await until(f"registration knows that a session is {state}", heard)


async def plan(player: Player, session: Entry, days: list[date]) -> Entry:
    """Return two days with a block each morning and afternoon, taught in the newest version of each module."""
    newest = {it["code"]: it for it in await player.read(planner(session["region"]), f"{SCHEDULING}/modules")}
    blocks = [
        {
            "module_id": newest[code]["id"],
            "module_version": newest[code]["version"],
            "starts_local": _at(day, begins),
            "ends_local": _at(day, ends),
        }
        for day, taught in zip(days, (TAUGHT, TAUGHT_NEXT_DAY), strict=True)
        for code, begins, ends in taught
    ]
    times = {"starts_local": blocks[0]["starts_local"], "ends_local": blocks[-1]["ends_local"]}
    venue = player.id_of(f"venue/{session['city']}")
    return {"venue_id": venue, "seats": session["seats"], "zone": ZONE, **times, "blocks": blocks}


def _at(day: date, clock: hour) -> str:
    return datetime.combine(day, clock).isoformat()
