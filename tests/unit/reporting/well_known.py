"""Relations between a report's numbers that everybody knows: which add up, which can be no more than which."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from services.reporting.figures.facts import Programme, Session
from services.reporting.figures.knowledge import Heard

BY_SESSION = ("registered", "attended", "hours", "first_timers", "answers", "cancelled_seats")
BY_PERSON = ("registered", "attended", "hours", "people", "first_timers")
INFINITY = float("inf")
Known = Iterator["Relation"]


class Relation(NamedTuple):
    """Numbers with their factors: together they make 0, or no more than 0."""

    numbers: dict[str, float]
    least: float


def adds_up(whole: str, parts: Iterable[str]) -> Relation:
    """The parts make up the whole."""
    return Relation(dict.fromkeys(parts, 1.0) | {whole: -1.0}, 0.0)


def no_more(part: str, *wholes: str) -> Relation:
    """The number is no more than the others together."""
    return Relation({part: 1.0} | dict.fromkeys(wholes, -1.0), -INFINITY)


def relations(heard: Heard, *, kinds: bool) -> list[Relation]:
    """Return everything that everybody knows; of kinds of organisations only where there is a table of them."""
    sessions, facts = heard.facts.sessions, heard.facts
    regions = sorted({it.region for it in sessions})
    sexes = sorted(facts.by("sex"))
    found = [*_regions(sessions, regions, sexes), *_who_came(sessions, regions, sexes), *_modules(sessions)]
    found += _divide("sex", sexes)
    if kinds:
        found += [*_divide("kind", sorted(facts.by("organisation")))]
        found += [it for kind in facts.by("organisation") for it in _people(f"kind {kind}")]
    return [*found, *_donors(sessions, heard.programmes)]


def _divide(dimension: str, keys: list[str]) -> Known:
    """Whatever divides people divides their seats, hours and so on."""
    for column in BY_PERSON:
        yield adds_up(column, [f"{column}, {dimension} {key}" for key in keys])


def _people(part: str) -> Known:
    """Whoever came had a seat; one person takes part once or more; a first-timer is one person."""
    yield no_more(f"attended, {part}", f"registered, {part}")
    yield no_more(f"people, {part}", f"attended, {part}")
    yield no_more(f"people, {part}", "people")
    yield from _before(f"people, {part}", f"first_timers, {part}", f"before, {part}")


def _before(people: str, firsts: str, before: str) -> Known:
    """Who is no first-timer took part before."""
    yield adds_up(people, [firsts, before])


def _regions(sessions: list[Session], regions: list[str], sexes: list[str]) -> Known:
    for column in BY_SESSION:
        yield adds_up(column, [f"{column}, region {it}" for it in regions])
        for region in regions:
            here = [it for it in sessions if it.region == region]
            yield adds_up(f"{column}, region {region}", [f"{column}, session {it.session_id}" for it in here])
    yield no_more("people", *(f"people, region {it}" for it in regions))
    for region in regions:
        yield adds_up(f"people, region {region}", [f"people, region {region}, sex {it}" for it in sexes])
    for sex in sexes:
        everywhere = [f"people, region {region}, sex {sex}" for region in regions]
        yield no_more(f"people, sex {sex}", *everywhere)
        yield from (no_more(it, f"people, sex {sex}") for it in everywhere)


def _who_came(sessions: list[Session], regions: list[str], sexes: list[str]) -> Known:
    yield no_more("attended", "registered")
    yield no_more("people", "attended")
    yield from _before("people", "first_timers", "before")
    for part in (*(f"region {it}" for it in regions), *(f"sex {it}" for it in sexes)):
        yield from _people(part)
    for session in sessions:
        here = f"session {session.session_id}"
        yield no_more(f"attended, {here}", f"registered, {here}")
        yield no_more(f"attended, {here}", f"people, region {session.region}")
        yield no_more(f"answers, {here}", f"attended, {here}")
        yield from _before(f"attended, {here}", f"first_timers, {here}", f"before, {here}")


def _modules(sessions: list[Session]) -> Known:
    modules = sorted({module for it in sessions for module in it.modules})
    yield adds_up("hours", [f"hours, module {it}" for it in modules])
    for module in modules:
        taught = [it for it in sessions if module in it.modules]
        yield from _people(f"module {module}")
        for column in ("attended", "hours", "first_timers"):
            yield adds_up(f"{column}, module {module}", [_within(column, it, module) for it in taught])
        yield adds_up(f"registered, module {module}", [f"registered, session {it.session_id}" for it in taught])
        yield from (no_more(_within("attended", it, module), f"people, module {module}") for it in taught)
    for session in sessions:
        yield from _modules_of(session)


def _modules_of(session: Session) -> Known:
    """Whoever came to a session came to one of its modules or more, and was there for hours of each."""
    within = {
        column: [_within(column, session, it) for it in sorted(session.modules)]
        for column in ("attended", "hours", "first_timers", "before")
    }
    yield adds_up(f"hours, session {session.session_id}", within["hours"])
    for column in ("attended", "first_timers", "before"):
        whole = f"{column}, session {session.session_id}"
        yield no_more(whole, *within[column])
        yield from (no_more(part, whole) for part in within[column])
    for names in zip(*(within[it] for it in ("attended", "first_timers", "before")), strict=True):
        yield from _before(*names)


def _within(column: str, session: Session, module: str) -> str:
    return f"{column}, session {session.session_id}, module {module}"


def _donors(sessions: list[Session], programmes: list[Programme]) -> Known:
    """What counts for a donor is made of whole programmes, by shares; people are not divided."""
    for programme in programmes:
        held = [session for session in sessions if session.programme == programme]
        for column in ("attended", "hours"):
            yield adds_up(
                f"{column}, programme {programme.code}", [f"{column}, session {one.session_id}" for one in held]
            )
        yield no_more(f"people, programme {programme.code}", f"attended, programme {programme.code}")
        yield no_more(f"people, programme {programme.code}", "people")
    for donor in {donor for it in programmes for donor in it.counted_by}:
        paid = {it.code: float(it.share(donor)) for it in programmes if donor in it.counted_by}
        for column in ("attended", "hours"):
            shares = {f"{column}, programme {code}": share for code, share in paid.items()}
            yield Relation(shares | {f"{column}, donor {donor}": -1.0}, 0.0)
        yield no_more(f"people, donor {donor}", *(f"people, programme {code}" for code in paid))
        yield from (no_more(f"people, programme {code}", f"people, donor {donor}") for code in paid)
        yield no_more(f"people, donor {donor}", "people")
