"""Words that were said, and how they led from needs to modules to sessions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from uuid import UUID

from services.reporting.figures.facts import Programme, Session
from services.reporting.figures.knowledge import Course, Heard, ModuleVersion, Need
from services.reporting.report.values import Chain, ChainSession, DonorsRule, Voice

SHARED = {
    "full": "Each donor counts the programme's sessions in full.",
    "split": "Sessions, participations and hours are divided equally between the donors; each counts all people.",
    "lead": "Everything counts for the leading donor alone.",
}


def needs(heard: Heard) -> tuple[Voice, ...]:
    """Return the needs whose words have been released."""
    return tuple(
        Voice(it.region, it.theme, it.words.language, it.words.wording, it.city, it.held_on, it.city_ar)
        for it in heard.needs
        if it.words
    )


def recommendations(heard: Heard, *, public: bool) -> tuple[Voice, ...]:
    """Return the recommendations whose words have been released; in public, without a place that is still to come."""
    ended = {session.session_id for session in heard.facts.sessions if session.state == "completed"}
    found = []
    for recommendation in heard.recommendations:
        is_placed = recommendation.session_id in ended or not public
        course = heard.courses.get(recommendation.session_id, Course()) if is_placed else Course()
        on = course.starts_local.date() if course.starts_local else None
        if words := recommendation.words:
            where = (course.city, on, course.city_ar)
            found.append(Voice(recommendation.region, recommendation.theme, words.language, words.wording, *where))
    return tuple(found)


def chain(heard: Heard, *, public: bool) -> tuple[Chain, ...]:
    """Return each need with each module version that answers it; one that nothing answers yet stands alone."""
    return tuple(link for need in heard.needs for link in _links(need, heard, public=public))


def _links(need: Need, heard: Heard, *, public: bool) -> Iterator[Chain]:
    alone = Chain(need.region, need.theme, need.city, need.held_on, city_ar=need.city_ar)
    if need.words:
        alone = replace(alone, language=need.words.language, wording=need.words.wording)
    answers = [module for module in heard.modules.values() if need.need_id in module.answers]
    for module in answers:
        taught = tuple(_sessions(module, heard, public=public))
        yield replace(alone, code=module.code, module_version=module.version, titles=module.titles, sessions=taught)
    if not answers:
        yield alone


def _sessions(module: ModuleVersion, heard: Heard, *, public: bool) -> Iterator[ChainSession]:
    taught = [session for session in heard.facts.sessions if module.key in session.modules and session.counts]
    for session in sorted(taught, key=_date):
        told = heard.courses.get(session.session_id, Course())
        course = told if session.state == "completed" or not public else Course()
        yield ChainSession(UUID(session.session_id), session.region, session.state or "planned", *course)


def _date(session: Session) -> tuple[bool, str, str]:
    return session.starts_at is None, str(session.starts_at), session.session_id


def donors_rules(heard: Heard) -> tuple[DonorsRule, ...]:
    """Return how each programme counts for those who pay for it."""
    return tuple(_rule(it, heard.donor_names) for it in heard.programmes if it.donors)


def _rule(programme: Programme, names: Mapping[str, Mapping[str, str]]) -> DonorsRule:
    called = {donor: names[donor] for donor in programme.donors if donor in names}
    return DonorsRule(programme.code, programme.donors, SHARED[programme.attribution], called)
