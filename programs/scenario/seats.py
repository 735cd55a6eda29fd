"""Seats between the list and the first morning: given up, offered, accepted, declined."""

from collections.abc import Iterator

from programs.scenario.player import REGISTRATION, Entry, Player, Scene

CHANGES = {"withdraws": "withdraw", "accepts": "accept", "declines": "decline"}


def scenes(player: Player, session: Entry) -> Iterator[Scene]:
    """Yield one scene per change; each waits until everybody who is to know has been told."""
    for number, change in enumerate(session.get("changes", ()), 1):
        yield _change(player, session, change, f"{session['key']}/{number}")


def _change(player: Player, session: Entry, change: Entry, name: str) -> Scene:
    ((what, place),) = ((what, place) for what, place in change.items() if what in CHANGES)

    async def act() -> None:
        asked = await in_the_order_asked(player, player.id_of(f"session/{session['key']}"))
        path = f"{REGISTRATION}/registrations/{asked[place - 1]['id']}/{CHANGES[what]}"
        await player.do(f"change/{name}", path)
        await player.all_has_arrived()

    return Scene(change["at"], f"change/{name}", act)


async def in_the_order_asked(player: Player, session_id: str) -> list[Entry]:
    """Return the registrations; the story names people by their place here."""
    registrations: list[Entry] = await player.api.read(f"{REGISTRATION}/sessions/{session_id}/registrations")
    return registrations
