"""Bounds that everybody knows: who came had a seat, who is in a region is in all."""

from functools import partial

from services.reporting.figures.facts import Facts, Session
from services.reporting.figures.where import Where, name
from services.reporting.suppression.ledger import ALL, Ledger, rest_of

FIRSTS = ("attended", "first_timers")


def note_bounds(made: Ledger, facts: Facts) -> None:
    """Note all bounds between numbers of the ledger."""
    for where in made.came:
        _came_with_a_seat(made, where)
    for session in facts.sessions:
        _within_session(made, session)
    for where in made.came:
        if where != ALL and name("people", where) in made.cells:
            made.no_more(name("people", where), name("people", ALL))
    for region in facts.by("region"):
        for sex in facts.by("sex"):
            made.no_more(name("people", Where(region=region, sex=sex)), name("people", Where(sex=sex)))


def _came_with_a_seat(made: Ledger, where: Where) -> None:
    if name("registered", where) in made.cells:
        made.no_more(name("attended", where), name("registered", where))


def _within_session(made: Ledger, session: Session) -> None:
    """Who came is one of the region's people, answers once at most, and came to some module of the session."""
    here = Where(session=session.session_id)
    made.no_more(name("attended", here), name("people", Where(region=session.region)))
    made.no_more(name("answers", here), name("attended", here))
    if len(session.modules) > 1:
        _within_modules(made, session, here)


def _within_modules(made: Ledger, session: Session, here: Where) -> None:
    """Who came to one of the modules came to the session, and is one of the module's people."""
    for module in session.modules:
        made.differ_within(*FIRSTS, here.and_("module", module))
        made.no_more(name("attended", here.and_("module", module)), name("people", Where(module=module)))
    for named in (partial(name, "attended"), partial(name, "first_timers"), partial(rest_of, *FIRSTS)):
        within = [named(here.and_("module", module)) for module in session.modules]
        for part in within:
            made.no_more(part, named(here))
        made.no_more_than_all(named(here), within)
