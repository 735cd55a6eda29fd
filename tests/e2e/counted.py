"""What the figures must be: every indicator over every part of what the log tells; no code of the services in it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.e2e.oracle import Event, World

Numbers = dict[str, float]
Table = dict[str, Numbers]
SEX_OF = {"women": "woman", "men": "man", "unknown": "unknown"}
RATINGS = ("usefulness", "method", "organisation")


def anybody(_: str) -> bool:
    """Leave nobody out."""
    return True


@dataclass
class Part:
    """A part of the world: some sessions, some people, perhaps one module."""

    told: World
    sessions: set[str]
    people: Callable[[str], bool] = anybody
    module: str | None = None

    def there(self) -> dict[tuple[str, str, str], int]:
        """Return session, person and module → minutes."""
        return {
            (session, person, module): minutes
            for (session, person, module), minutes in self.told.presences().items()
            if session in self.sessions and self.people(person) and self.module in {None, module}
        }

    def came(self) -> set[str]:
        """Return who was there."""
        return {person for _, person, _ in self.there()}

    def seats(self) -> list[str]:
        """Return the session of every seat that is held."""
        held = (key for key, state in self.told.seats.items() if state == "registered")
        return [session for session, person in held if session in self.sessions and self.people(person)]

    def states(self) -> list[str]:
        """Return where the sessions stand."""
        return [self.told.states[it] for it in self.sessions if it in self.told.states]

    def first_timers(self) -> int:
        """Return how many were there for the first time ever."""
        firsts = self.told.first_sessions()
        return len({person for session, person, _ in self.there() if firsts.get(person) == session})

    def given(self) -> list[Event]:
        """Return the answers."""
        return [it for it in self.told.feedback if it["session_id"] in self.sessions]

    def numbers(self, names: Iterable[str] | None = None) -> Numbers:
        """Return the indicators of sessions and people."""
        return {name: INDICATORS[name](self) for name in names or INDICATORS if name not in RATINGS or self.given()}


def _sex(sex: str) -> Callable[[Part], float]:
    return lambda part: sum(part.told.people[person]["sex"] == sex for person in part.came())


def _average(rating: str) -> Callable[[Part], float]:
    return lambda part: sum(it[rating] for it in part.given()) / len(part.given())


INDICATORS: dict[str, Callable[[Part], float]] = {
    "sessions_planned": lambda part: part.states().count("planned"),
    "sessions_open": lambda part: part.states().count("open"),
    "sessions_held": lambda part: part.states().count("completed"),
    "sessions_cancelled": lambda part: part.states().count("cancelled"),
    "registered": lambda part: sum(part.told.takes_place(session) for session in part.seats()),
    "cancelled_seats": lambda part: sum(not part.told.takes_place(session) for session in part.seats()),
    "attended": lambda part: len({(session, person) for session, person, _ in part.there()}),
    "hours": lambda part: sum(part.there().values()) / 60,
    "people": lambda part: len(part.came()),
    **{column: _sex(sex) for column, sex in SEX_OF.items()},
    "first_timers": lambda part: part.first_timers(),
    "answers": lambda part: len(part.given()),
    **{rating: _average(rating) for rating in RATINGS},
}


def tables(told: World) -> dict[str, Table]:
    """Return table → line → column → number, of the internal report; the line "total" is everything together."""
    everything = set(told.plans)
    by_region = {it: {s for s in everything if told.regions[s] == it} for it in set(told.regions.values())}
    parts: dict[str, dict[str, Part]] = {
        "regions": {key: Part(told, sessions) for key, sessions in by_region.items()},
        "sexes": {sex: Part(told, everything, of(told, "sex", sex)) for sex in SEX_OF.values()},
        "organisations": {it: Part(told, everything, of_kind(told, it)) for it in set(told.kinds.values())},
        "modules": {key: Part(told, sessions, module=key) for key, sessions in teaching(told).items()},
        "sessions": {it: Part(told, {it}) for it in everything if told.takes_place(it)},
    }
    total = Part(told, everything).numbers()
    made = {
        name: {**{key: part.numbers() for key, part in lines.items()}, "total": total} for name, lines in parts.items()
    }
    again = {"cancelled": made["regions"], "feedback": made["regions"], "feedback_sessions": made["sessions"]}
    return {**made, **again, "donors": donors(told), "themes": themes(told)}


def teaching(told: World) -> dict[str, set[str]]:
    """Return module and version → the sessions that teach it."""
    by_module: dict[str, set[str]] = defaultdict(set)
    for session, plan in told.plans.items():
        for block in plan["blocks"]:
            by_module[f"{block['module_id']}/{block['module_version']}"].add(session)
    return by_module


def of(told: World, fact: str, value: str) -> Callable[[str], bool]:
    """Return who this is so of."""
    return lambda person: person in told.people and bool(told.people[person][fact] == value)


def of_kind(told: World, kind: str) -> Callable[[str], bool]:
    """Return who belongs to an organisation of the kind."""
    return lambda person: person in told.people and told.kinds.get(told.people[person]["organisation_id"]) == kind


def donors(told: World) -> Table:
    """Return donor → what counts for it: all, an equal part, or nothing but for the leading one; people undivided."""
    made: dict[str, Numbers] = {"total": Part(told, set(told.plans)).numbers()}
    for donor in {name for programme in told.programmes.values() for name in programme["donors"]}:
        paid = {s for s, plan in told.plans.items() if share(told.programmes[plan["programme_id"]], donor)}
        divided = {name: for_donor(told, name, donor, paid) for name in ("sessions_held", "attended", "hours")}
        made[donor] = {**Part(told, paid).numbers(), **divided}
    return made


def for_donor(told: World, indicator: str, donor: str, sessions: set[str]) -> float:
    """Return what of it counts for the donor, session by session."""
    shares = {it: share(told.programmes[told.plans[it]["programme_id"]], donor) for it in sessions}
    return sum(INDICATORS[indicator](Part(told, {it})) * shares[it] for it in sessions)


def share(programme: Event, donor: str) -> float:
    """Return what part of the programme counts for the donor."""
    names, attribution = programme["donors"], programme.get("attribution", "full")
    if donor not in (names[:1] if attribution == "lead" else names):
        return 0.0
    return 1 / len(names) if attribution == "split" else 1.0


def themes(told: World) -> Table:
    """Return theme → needs and recommendations, and how many of each were released in words."""
    all_themes = {theme for said in (told.needs, told.recommendations) for _, theme in said.values()}
    return {**{theme: voices(told, {theme}) for theme in all_themes}, "total": voices(told, all_themes)}


def voices(told: World, wanted: set[str]) -> Numbers:
    """Return what was said on these themes."""
    said = {"needs": told.needs, "recommendations": told.recommendations}
    ids = {kind: {it for it, (_, theme) in about.items() if theme in wanted} for kind, about in said.items()}
    return {
        **{kind: len(some) for kind, some in ids.items()},
        **{f"{kind}_released": len(some & told.released.keys()) for kind, some in ids.items()},
    }
