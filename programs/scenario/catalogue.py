"""Scenes before any session: who takes part, what was voiced, what is taught to answer it, and where."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from programs.scenario.player import REGISTRATION, SCHEDULING, Entry, Player, Scene
from programs.scenario.staff import ADMINISTRATOR, Member, coordinator, planner

READ_AFTER = timedelta(days=14)  # a coordinator reads what was voiced before it is told


def scenes(player: Player, story: Entry, begins_at: datetime) -> Iterator[Scene]:
    """Yield the scenes: organisations and programme, the assessment, its needs released, modules, venues."""
    yield Scene(begins_at, f"programme/{story['programme']['code']}", lambda: _begin(player, story))
    for place in story.get("assessments", ()):
        yield _assessment(player, place)
        yield _release(player, place)
    for module in story.get("modules", ()):
        yield from _module(player, _who_teaches(story, module), module)


async def _begin(player: Player, story: Entry) -> None:
    for organisation in story["organisations"]:
        body = {name: value for name, value in organisation.items() if name != "key"}
        who = coordinator(organisation["region"])
        await player.do(who, f"organisation/{organisation['key']}", f"{REGISTRATION}/organisations", body)
    programme = story["programme"]
    await player.do(ADMINISTRATOR, f"programme/{programme['code']}", f"{SCHEDULING}/programmes", programme)
    for venue in story["venues"]:
        await player.do(planner(venue["region"]), f"venue/{venue['city']}", f"{SCHEDULING}/venues", venue)


def _assessment(player: Player, place: Entry) -> Scene:
    async def record() -> None:
        needs = [
            {
                **{name: need[name] for name in ("theme", "language", "wording")},
                "voiced_by": [player.id_of(f"organisation/{key}") for key in need["voiced_by"]],
            }
            for need in place["needs"]
        ]
        body = {"region": place["region"], "city": place["city"], "held_on": place["held_on"].isoformat()}
        who, step = coordinator(place["region"]), f"assessment/{place['city']}"
        id_ = await player.do(who, step, f"{SCHEDULING}/assessments", {**body, "needs": needs})
        recorded = await player.read(who, f"{SCHEDULING}/assessments/{id_}")
        for need, kept in zip(place["needs"], recorded["needs"], strict=True):
            player.journal.note(f"need/{need['key']}", {"id": kept["id"]})

    return Scene(place["recorded_at"], f"assessment/{place['city']}", record)


def _release(player: Player, place: Entry) -> Scene:
    async def release() -> None:
        for need in place["needs"]:
            if need["released"]:
                id_ = player.id_of(f"need/{need['key']}")
                path = f"{SCHEDULING}/needs/{id_}/release"
                await player.do(planner(place["region"]), f"release/{need['key']}", path)

    return Scene(place["recorded_at"] + READ_AFTER, f"release/{place['city']}", release)


def _who_teaches(story: Entry, module: Entry) -> Member:
    """Return the planner of the region whose needs the module answers; where there are several, the nation's."""
    voiced = {need["key"]: place["region"] for place in story["assessments"] for need in place["needs"]}
    asked = {voiced[key] for version in (module, *module.get("versions", ())) for key in version["answers"]}
    return planner(*asked) if len(asked) == 1 else ADMINISTRATOR


def _module(player: Player, who: Member, module: Entry) -> Iterator[Scene]:
    code = module["code"]

    async def create() -> None:
        await player.do(who, f"module/{code}", f"{SCHEDULING}/modules", {"code": code, **_version(player, module)})

    yield Scene(module["released_at"], f"module/{code}", create)
    for number, later in enumerate(module.get("versions", ()), 2):
        yield _next_version(player, who, f"{code}/{number}", later)


def _next_version(player: Player, who: Member, name: str, version: Entry) -> Scene:
    async def release() -> None:
        module_id = player.id_of(f"module/{name.partition('/')[0]}")
        path = f"{SCHEDULING}/modules/{module_id}/versions"
        await player.do(who, f"module/{name}", path, _version(player, version))

    return Scene(version["released_at"], f"module/{name}", release)


def _version(player: Player, version: Entry) -> Entry:
    answers = [player.id_of(f"need/{key}") for key in version["answers"]]
    return {**{name: version[name] for name in ("title_fr", "title_ar", "minutes")}, "answers": answers}
