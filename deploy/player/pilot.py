"""The pilot of 2017: two sessions are planned, opened, filled and completed, at the speed of the machine."""

import asyncio
import json
import time
import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from typing import Any

from deploy.player.api import PATIENCE_S, Api, Away
from deploy.player.journal import Journal

EXAMPLES = Path(__file__).parents[2] / "examples" / "pilot-2017"
STARTS_AT = datetime(2017, 4, 3, 8, tzinfo=UTC)
MODULES_AT = datetime(2017, 6, 12, 9, tzinfo=UTC)
COURSE = ("planned", "opened", "completed")
SERVICES = ("scheduling", "registration", "notifications", "reporting")
MORNING, NOON, EVENING = hour(9), hour(12), hour(16)
SCHEDULING, REGISTRATION = "/scheduling/api/v1", "/registration/api/v1"

Say = Callable[[str], None]


@dataclass
class Story:
    """What was played: the sessions' ids, and how many public events must come of it."""

    sessions: dict[str, str]
    public_events: int


@dataclass
class Player:
    """Carries out steps, each once, and keeps their receipts."""

    api: Api
    journal: Journal
    say: Say
    told: int = field(default=0)

    async def do(self, step: str, path: str, body: dict[str, Any] | None = None) -> str:
        """Carry out the step unless the journal has it; return the id of what it made."""
        known = self.journal.receipts.get(step)
        if known is None:
            known = await self.api.tell(f"pilot-2017/{step}", path, body)
            self.journal.note(step, known)
            self.told += 1
        return known["id"]

    async def at(self, moment: datetime) -> None:
        """Let it be `moment` everywhere, unless it is later already."""
        for service in SERVICES:
            await self.api.move_clock(service, moment)

    async def session_is(self, session_id: str, state: str) -> None:
        """Wait until registration has heard of the session's state."""

        async def heard() -> bool:
            sessions = await self.api.read(f"{REGISTRATION}/sessions")
            return any(it["id"] == session_id and it["state"] in {state, "completed"} for it in sessions)

        await until(f"registration knows that a session is {state}", heard)

    async def messages_are_out(self, number: int) -> None:
        """Wait until so many messages have been decided, and none is on its way: afterwards they would be too late."""

        async def settled() -> bool:
            answer = await self.api.read("/notifications/api/v1/messages")
            moving = sum(it["count"] for it in answer["messages"] if it["state"] in {"pending", "sending"})
            return bool(answer["total"] >= number and not moving)

        await until(f"{number} messages are out", settled)


async def until(what: str, fact: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the fact holds. Raises Away."""
    deadline = time.monotonic() + PATIENCE_S
    while not await fact():
        if time.monotonic() > deadline:
            raise Away(f"after {PATIENCE_S:.0f} s this is still not so: {what}")
        await asyncio.sleep(0.1)


async def play(origin: str, token: str, folder: Path, say: Say) -> Story:
    """Play the whole story, or what is left of it. Raises Away, Refused."""
    pilot = tomllib.loads((EXAMPLES / "pilot.toml").read_text(encoding="utf-8"))
    people = json.loads((EXAMPLES / "people.json").read_text(encoding="utf-8"))
    async with Api(origin, token) as api:
        player = Player(api, Journal(folder / "pilot-2017.journal.jsonl"), say)
        made = await _prepare(player, pilot, people)
        sessions = await _plan(player, pilot, made)
        seats: dict[str, str] = {}
        for session in pilot["sessions"]:
            applicants = people["applicants"][session["key"]]
            seats |= await _fill(player, session, sessions[session["key"]], applicants, made)
        for session in pilot["sessions"]:
            await _withdraw(player, session, seats)
        messages = sum(changes_of_seats(it, people["applicants"][it["key"]]) for it in pilot["sessions"])
        await player.messages_are_out(messages)
        for session in pilot["sessions"]:
            await _complete(player, session, sessions[session["key"]])
    say("The pilot was played before: its data was found." if not player.told else f"{player.told} steps played.")
    return Story(sessions, public_events=messages + len(COURSE) * len(sessions))


async def _prepare(player: Player, pilot: dict[str, Any], people: dict[str, Any]) -> dict[str, str]:
    """Define the programme, its modules, the rooms and the associations; return key → id."""
    await player.at(MODULES_AT)
    programme = pilot["programme"]
    made = {"programme": await player.do("programme", f"{SCHEDULING}/programmes", programme)}
    for module in pilot["modules"]:
        made[module["code"]] = await player.do(f"module/{module['code']}", f"{SCHEDULING}/modules", module)
    for venue in pilot["venues"]:
        made[venue["city"]] = await player.do(f"venue/{venue['city']}", f"{SCHEDULING}/venues", venue)
    for association in people["associations"]:
        body = {"name": association["name"], "kind": "association", "region": association["region"]}
        made[association["key"]] = await player.do(association["key"], f"{REGISTRATION}/organisations", body)
    return made


async def _plan(player: Player, pilot: dict[str, Any], made: dict[str, str]) -> dict[str, str]:
    """Plan and open the sessions; return key → id."""
    sessions = {}
    for session in pilot["sessions"]:
        await player.at(session["planned_at"])
        body = _session(session, made)
        sessions[session["key"]] = await player.do(f"session/{session['key']}", f"{SCHEDULING}/sessions", body)
    for session in pilot["sessions"]:
        id_ = sessions[session["key"]]
        await player.at(session["opened_at"])
        await player.do(f"open/{session['key']}", f"{SCHEDULING}/sessions/{id_}/open")
        await player.session_is(id_, "open")
    player.say("Two sessions are planned and open: Oujda, Tanger.")
    return sessions


def _session(session: dict[str, Any], made: dict[str, str]) -> dict[str, Any]:
    """Return the request that plans a session of two days with a block each morning and afternoon."""
    first, last = session["days"]
    return {
        "programme_id": made["programme"],
        "venue_id": made[session["city"]],
        "seats": session["seats"],
        "starts_local": _at(first, MORNING),
        "ends_local": _at(last, EVENING),
        "blocks": [
            _block(made["DEFINE"], first, MORNING, NOON),
            _block(made["IDENTIFY"], first, NOON, EVENING),
            _block(made["IDENTIFY"], last, MORNING, NOON),
            _block(made["MEDICAL"], last, NOON, EVENING),
        ],
    }


def _block(module_id: str, day: date, begins: hour, ends: hour) -> dict[str, Any]:
    times = {"starts_local": _at(day, begins), "ends_local": _at(day, ends)}
    return {"module_id": module_id, "module_version": 1, **times}


def _at(day: date, clock: hour) -> str:
    return datetime.combine(day, clock).isoformat()


async def _fill(
    player: Player, session: dict[str, Any], id_: str, applicants: list[dict[str, Any]], made: dict[str, str]
) -> dict[str, str]:
    """Let the applicants ask for seats in their order; return applicant → registration."""
    registrations = {}
    for n, applicant in enumerate(applicants):
        await player.at(session["registered_from"] + timedelta(hours=n))
        person = await player.do(f"person/{applicant['key']}", f"{REGISTRATION}/participants", _person(applicant, made))
        registrations[applicant["key"]] = await player.do(
            f"seat/{applicant['key']}", f"{REGISTRATION}/sessions/{id_}/registrations", {"participant_id": person}
        )
    player.say(f"{session['city']}: {len(applicants)} have asked for {session['seats']} seats.")
    return registrations


async def _withdraw(player: Player, session: dict[str, Any], registrations: dict[str, str]) -> None:
    """Let some give their seats up; the next on the waiting list get them."""
    for key in session["withdrawals"]:
        await player.at(session["withdrawn_at"])
        await player.do(f"withdraw/{key}", f"{REGISTRATION}/registrations/{registrations[key]}/withdraw")


def _person(applicant: dict[str, Any], made: dict[str, str]) -> dict[str, Any]:
    said = {name: value for name, value in applicant.items() if name not in {"key", "association"}}
    return {**said, "organisation_id": made[applicant["association"]]}


async def _complete(player: Player, session: dict[str, Any], id_: str) -> None:
    await player.at(session["completed_at"])
    await player.do(f"complete/{session['key']}", f"{SCHEDULING}/sessions/{id_}/complete")
    await player.session_is(id_, "completed")


def changes_of_seats(session: dict[str, Any], applicants: list[dict[str, Any]]) -> int:
    """Return how often somebody gets, waits for, gives up or is promoted to a seat: each is an event and a message."""
    waiting: int = max(len(applicants) - session["seats"], 0)
    gone = len(session["withdrawals"])
    return len(applicants) + gone + min(gone, waiting)
