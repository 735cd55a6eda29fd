"""The two days and what comes after them: attendance block by block, recommendations, feedback, and its closing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from programs.scenario.player import REGISTRATION, SCHEDULING, Entry, Player, Scene
from programs.scenario.seats import in_the_order_asked
from programs.scenario.sessions import TAUGHT, TAUGHT_NEXT_DAY, is_known_as
from programs.scenario.staff import coordinator, trainer
from shared.country.timezones import ZONE

MARKED_AFTER = timedelta(minutes=10)
RATINGS = ((5, 5, 4), (4, 4, 4), (5, 4, 3), (4, 5, 5), (3, 4, 4))  # usefulness, method, organisation; synthetic


def scenes(player: Player, session: Entry) -> Iterator[Scene]:
    """Yield what happens in and after a session that takes place."""
    if "marks" not in session:
        return
    key = session["key"]
    for number, marks in enumerate(session["marks"]):
        yield _marking(player, session, number, marks)
    yield Scene(session["closed_at"], f"close/{key}", lambda: _close(player, session))
    yield Scene(session["feedback_at"], f"feedback/{key}", lambda: _feedback(player, session))
    yield Scene(session["released_at"], f"recommend/{key}", lambda: _release(player, session))


def _marking(player: Player, session: Entry, number: int, marks: Entry) -> Scene:
    key = session["key"]

    async def mark() -> None:
        id_ = player.id_of(f"session/{key}")
        block = (await player.read(trainer(id_), f"{SCHEDULING}/sessions/{id_}"))["blocks"][number]
        asked = await in_the_order_asked(player, trainer(id_), id_)
        body = {
            "marks": [_mark(one, place, marks) for place, one in enumerate(asked, 1) if one["state"] == "registered"]
        }
        path = f"{REGISTRATION}/sessions/{id_}/blocks/{block['id']}/attendance"
        await player.do(trainer(id_), f"marks/{key}/{number}", path, body, method="PUT")

    return Scene(ends_at(session, number) + MARKED_AFTER, f"marks/{key}/{number}", mark)


def _mark(participant: Entry, place: int, marks: Entry) -> Entry:
    who = {"participant_id": participant["participant_id"]}
    if str(place) in marks.get("partial", {}):
        return {**who, "state": "partial", "minutes": marks["partial"][str(place)]}
    unusual = (state for state in ("late", "excused", "absent") if place in marks.get(state, ()))
    return {**who, "state": next(unusual, "present")}


def ends_at(session: Entry, number: int) -> datetime:
    """Return when a block is over."""
    days = session.get("moved", session)["days"]
    begun = [(day, ends) for day, taught in zip(days, (TAUGHT, TAUGHT_NEXT_DAY), strict=True) for _, _, ends in taught]
    return datetime.combine(*begun[number], tzinfo=ZoneInfo(ZONE))


async def _close(player: Player, session: Entry) -> None:
    """Write down what was recommended, and close the attendance: from that the session is completed."""
    key, id_ = session["key"], player.id_of(f"session/{session['key']}")
    for number, said in enumerate(session["recommendations"], 1):
        body = {name: said[name] for name in ("theme", "language", "wording")}
        path = f"{REGISTRATION}/sessions/{id_}/recommendations"
        await player.do(trainer(id_), f"recommendation/{key}/{number}", path, body)
    path = f"{REGISTRATION}/sessions/{id_}/attendance/close"
    await player.do(coordinator(session["region"]), f"close/{key}", path)
    await is_known_as(player, session, "completed")
    player.say(f"{session['city']}: attendance is closed, and the session completed.")


async def _feedback(player: Player, session: Entry) -> None:
    """Let everybody who was there rate the session; the first of them also say something."""
    key, id_ = session["key"], player.id_of(f"session/{session['key']}")
    comments = dict(enumerate(session["comments"]))
    for number, participant_id in enumerate(await _those_there(player, session)):
        usefulness, method, organisation = RATINGS[number % len(RATINGS)]
        body = {"usefulness": usefulness, "method": method, "organisation": organisation}
        said = {"comment": comments[number]} if number in comments else {}
        path, rated = f"{REGISTRATION}/sessions/{id_}/feedback", {"participant_id": participant_id, **body, **said}
        await player.do(trainer(id_), f"feedback/{key}/{number}", path, rated)


async def _those_there(player: Player, session: Entry) -> list[str]:
    """Return who was there in any block, in the order in which they had asked."""
    id_ = player.id_of(f"session/{session['key']}")
    asked = await in_the_order_asked(player, trainer(id_), id_)
    seated = [(place, one["participant_id"]) for place, one in enumerate(asked, 1) if one["state"] == "registered"]
    away = [{*marks.get("absent", ()), *marks.get("excused", ())} for marks in session["marks"]]
    return [participant_id for place, participant_id in seated if not all(place in block for block in away)]


async def _release(player: Player, session: Entry) -> None:
    for number, said in enumerate(session["recommendations"], 1):
        if said["released"]:
            id_ = player.id_of(f"recommendation/{session['key']}/{number}")
            path = f"{REGISTRATION}/recommendations/{id_}/release"
            await player.do(coordinator(session["region"]), f"release/{session['key']}/{number}", path)
