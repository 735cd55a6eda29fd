"""Seats between the list and the first morning: given up, offered, accepted, declined."""

from collections.abc import Iterator

from programs.scenario.player import REGISTRATION, Entry, Player, Scene
from programs.scenario.staff import Member, coordinator, focal_point

CHANGES = {"withdraws": "withdraw", "accepts": "accept", "declines": "decline"}


def scenes(player: Player, session: Entry) -> Iterator[Scene]:
    """Yield one scene per change; each waits until everybody who is to know has been told."""
    for number, change in enumerate(session.get("changes", ()), 1):
        yield _change(player, session, change, f"{session['key']}/{number}")


def _change(player: Player, session: Entry, change: Entry, name: str) -> Scene:
    ((what, place),) = ((what, place) for what, place in change.items() if what in CHANGES)

    async def act() -> None:
        who = coordinator(session["region"])
        asked = await in_the_order_asked(player, who, player.id_of(f"session/{session['key']}"))
        registration = asked[place - 1]
        if what != "withdraws":
            who = await _who_answers(player, session["region"], registration["participant_id"])
        await player.do(who, f"change/{name}", f"{REGISTRATION}/registrations/{registration['id']}/{CHANGES[what]}")
        await player.all_has_arrived()

    return Scene(change["at"], f"change/{name}", act)


async def _who_answers(player: Player, region: str, participant_id: str) -> Member:
    """Return who says what somebody answers to an offer: the focal point of their organisation."""
    participant = await player.read(coordinator(region), f"{REGISTRATION}/participants/{participant_id}")
    return focal_point(participant["organisation_id"], region)


async def in_the_order_asked(player: Player, who: Member, session_id: str) -> list[Entry]:
    """Return the registrations; the story names people by their place here."""
    registrations: list[Entry] = await player.read(who, f"{REGISTRATION}/sessions/{session_id}/registrations")
    return registrations
