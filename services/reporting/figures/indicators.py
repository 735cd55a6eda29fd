"""Every indicator, with its rule. Cancelled sessions are in none but those named after them."""

from collections.abc import Callable, Iterable

from services.reporting.figures.facts import Facts, Feedback, Presence

Indicator = Callable[[Facts], float | None]


def sessions_planned(facts: Facts) -> int:
    """Sessions that have a place and dates and do not take registrations yet."""
    return _sessions(facts, "planned")


def sessions_open(facts: Facts) -> int:
    """Sessions that take registrations and are not over."""
    return _sessions(facts, "open")


def sessions_held(facts: Facts) -> int:
    """Sessions that have taken place: completed."""
    return _sessions(facts, "completed")


def registered(facts: Facts) -> int:
    """Seats held in sessions that are not cancelled; somebody with seats in two sessions holds two."""
    return sum(seat.state == "registered" and seat.session.counts for seat in facts.seats)


def attended(facts: Facts) -> int:
    """Participations: person and session, where the person was present, late or partly there in at least one block."""
    return len({(presence.session.session_id, presence.person.participant_id) for presence in facts.presences})


def minutes(facts: Facts) -> int:
    """Minutes of blocks that count as attended, over all who were there."""
    return sum(presence.minutes for presence in facts.presences)


def hours(facts: Facts) -> float:
    """Hours of training received: minutes that count as attended, over all who were there, divided by 60."""
    return minutes(facts) / 60


def people(facts: Facts) -> int:
    """Different people who were there at least once, however often they came."""
    return len(_people(facts.presences))


def first_timers(facts: Facts) -> int:
    """People who were there for the first time ever; each counts once, where and in what they were there first.

    Taken from the history of attendance by the dates of the sessions. Whoever said at registration to have taken part
    before is no first-timer. A first session that teaches several modules counts in each that the person was there for.
    """
    first = facts.firsts.get
    return len(_people(it for it in facts.presences if first(it.person.participant_id) == it.session.session_id))


def organisations(facts: Facts) -> int:
    """Different organisations whose people were there or hold a seat."""
    came = {presence.person.organisation_id for presence in facts.presences}
    seated = {it.person.organisation_id for it in facts.seats if it.state == "registered" and it.session.counts}
    return len((came | seated) - {None})


def sessions_cancelled(facts: Facts) -> int:
    """Sessions that will not take place."""
    return _sessions(facts, "cancelled")


def cancelled_seats(facts: Facts) -> int:
    """Seats that were held in sessions when they were cancelled."""
    return sum(seat.state == "registered" and not seat.session.counts for seat in facts.seats)


def answers(facts: Facts) -> int:
    """Answers to the questions after a session, one at most from each who was there."""
    return len(facts.feedback)


def usefulness(facts: Facts) -> float | None:
    """Average of the answers on usefulness, 1 to 5; nothing where nobody has answered."""
    return _average(facts.feedback, lambda answer: answer.usefulness)


def method(facts: Facts) -> float | None:
    """Average of the answers on the way of teaching, 1 to 5."""
    return _average(facts.feedback, lambda answer: answer.method)


def organisation(facts: Facts) -> float | None:
    """Average of the answers on the organisation of the session, 1 to 5."""
    return _average(facts.feedback, lambda answer: answer.organisation)


def needs(facts: Facts) -> int:
    """Needs that organisations have voiced in assessments."""
    return sum(voice.kind == "need" for voice in facts.voices)


def needs_released(facts: Facts) -> int:
    """Voiced needs whose words a coordinator has read and released."""
    return sum(voice.kind == "need" and voice.released for voice in facts.voices)


def recommendations(facts: Facts) -> int:
    """Recommendations that participants have made for their region."""
    return sum(voice.kind == "recommendation" for voice in facts.voices)


def recommendations_released(facts: Facts) -> int:
    """Recommendations whose words a coordinator has read and released."""
    return sum(voice.kind == "recommendation" and voice.released for voice in facts.voices)


def messages(state: str) -> Indicator:
    """Return the indicator of messages that have come to that end."""

    def count(facts: Facts) -> int:
        return sum(message.number for message in facts.messages if message.state == state)

    return count


def _sessions(facts: Facts, state: str) -> int:
    return sum(session.state == state for session in facts.sessions)


def _people(presences: Iterable[Presence]) -> set[str]:
    return {presence.person.participant_id for presence in presences}


def _average(given: list[Feedback], rating: Callable[[Feedback], int]) -> float | None:
    return sum(map(rating, given)) / len(given) if given else None
