"""Sums that a reader of the public report knows, so that nothing hidden can be worked out by subtraction.

Numbers that overlap, such as people in several regions, are taken to add up but for a constant: as if the reader knew
how many are in several. A difference between two columns is protected where it is a group of its own: who took part
before, beside first-timers. Who had a seat and did not come is no group that is reported on. Public events tell of a
session between what its seats and participations lie.
"""

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts, Session
from services.reporting.figures.knowledge import Heard
from services.reporting.figures.where import Dimension, Where, name
from services.reporting.public.steps import Outside
from services.reporting.suppression.bounds import note_bounds
from services.reporting.suppression.ledger import ALL, Ledger

BY_PERSON = ("registered", "attended", "hours", "people", "first_timers")
BY_SESSION = ("registered", "attended", "hours", "first_timers")
WITHIN = ("attended", "hours", "first_timers")  # of one module in one session
FEW_ORGANISATIONS = 3  # a kind with fewer would speak of single organisations


def ledger(heard: Heard, *, organisations: bool) -> Ledger:
    """Return all numbers of people in the report and how they hang together."""
    facts = heard.facts
    made = Ledger()
    made.enter((*BY_PERSON, "answers", "cancelled_seats"), facts, ALL)
    _people(made, facts, "region")
    _people(made, facts, "sex")
    if organisations:
        _people(made, facts, "organisation")
    _sexes_in_regions(made, facts)
    _sessions(made, heard)
    _modules(made, facts)
    _programmes(made, facts)
    for where in made.came:
        _who_came(made, where)
    note_bounds(made, facts)
    return made


def _people(made: Ledger, facts: Facts, dimension: Dimension) -> None:
    """Enter what divides all people, each part with a sum."""
    names = (*BY_PERSON, "answers", "cancelled_seats") if dimension == "region" else BY_PERSON
    parts = {ALL.and_(dimension, key): part for key, part in facts.by(dimension).items()}
    for where, part in parts.items():
        made.enter(names, part, where)
        if dimension == "organisation" and indicators.organisations(part) < FEW_ORGANISATIONS:
            made.never_tell(names, where)
    made.add_up(names, ALL, parts)


def _sexes_in_regions(made: Ledger, facts: Facts) -> None:
    """Enter people by region and sex, which add up both ways.

    The sexes of one region are hidden together, a 0 too: else three small parts of twelve people would be 10 at most.
    """
    sexes, regions = list(facts.by("sex")), facts.by("region")
    for region, part in regions.items():
        each, wheres = part.by("sex"), [Where(region=region, sex=sex) for sex in sexes]
        for sex, where in zip(sexes, wheres, strict=True):
            made.enter(("people",), each.get(sex, Facts()), where, lowest=0 if part.presences else 1)
        made.hide_together(name("people", where) for where in wheres)
        made.add_up(("people",), Where(region=region), wheres)
    for sex in sexes:
        made.add_up(("people",), Where(sex=sex), [Where(region=region, sex=sex) for region in regions])


def _sessions(made: Ledger, heard: Heard) -> None:
    """Enter sessions, which add up to their region; so do the seats that were lost with some of them."""
    for key, part in heard.facts.by("session").items():
        made.enter((*BY_SESSION, "answers", "cancelled_seats"), part, Where(session=key))
    for session in heard.facts.sessions:
        _told(made, session, heard.outside.get(session.session_id))
    for region, part in heard.facts.by("region").items():
        made.add_up((*BY_SESSION, "answers", "cancelled_seats"), Where(region=region), _of(part))


def _told(made: Ledger, session: Session, outside: Outside | None) -> None:
    """Note what public events tell of the session: of its seats, or of those that were lost with it, and who came."""
    if outside:
        here = Where(session=session.session_id)
        made.told("registered" if session.counts else "cancelled_seats", here, outside.registered)
        made.told("attended", here, outside.attended)


def _modules(made: Ledger, facts: Facts) -> None:
    """Enter modules: hours are of one module each, people are not.

    Of a session that teaches several, each has a part of those who came, and its own hours.
    """
    parts = {Where(module=key): part for key, part in facts.by("module").items()}
    for where, part in parts.items():
        made.enter(BY_PERSON, part, where)
        made.add_up(("registered",), where, _of(part))
    for key, part in facts.by("session").items():
        _modules_of(made, part, key)
    for module, part in facts.by("module").items():
        made.add_up(WITHIN, Where(module=module), [taught(session, module) for session in part.sessions])
    made.add_up(("hours",), ALL, parts)


def _modules_of(made: Ledger, part: Facts, session: str) -> None:
    """Enter who came to each module of a session that teaches several."""
    modules = {module: taught(it, module) for it in part.sessions for module in it.modules if len(it.modules) > 1}
    for module, where in modules.items():
        people = part.by("module").get(module, Facts())
        made.enter_within(WITHIN, people, where, nobody=not part.presences)
    if modules:
        made.add_up(("hours",), Where(session=session), modules.values())


def taught(session: Session, module: str) -> Where:
    """Return the part of a session in which the module is taught; all of it where there is no other."""
    whole = Where(session=session.session_id)
    return whole if session.modules == {module} else whole.and_("module", module)


def _programmes(made: Ledger, facts: Facts) -> None:
    """Enter programmes, which stand nowhere themselves: the numbers of donors are made of them."""
    for programme, part in facts.by("programme").items():
        made.enter(("attended", "hours", "people"), part, Where(programme=programme), published=False, lowest=0)
        made.add_up(("attended", "hours"), Where(programme=programme), _of(part))
    for donor, part in facts.by("donor").items():
        paid = {session.programme for session in part.sessions if session.programme}
        made.enter_shares(donor, {it.code: it.share(donor) for it in paid}, indicators.people(part))


def _of(part: Facts) -> list[Where]:
    return [Where(session=session.session_id) for session in part.sessions]


def _who_came(made: Ledger, where: Where) -> None:
    """Note how participations, people and first-timers go together; in one session the first two are the same."""
    if name("people", where) in made.cells:
        made.same("attended", "people", where)
    if name("first_timers", where) in made.cells:
        made.differ("people" if name("people", where) in made.cells else "attended", "first_timers", where)
