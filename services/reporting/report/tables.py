"""Tables of a report, and what each counts. Sentences are keys of the catalogues."""

from dataclasses import dataclass
from typing import NamedTuple

from services.reporting.figures.where import Dimension
from services.reporting.report.values import RowKind, Unit

ONCE_IN_TOTAL = "Whoever took part in several regions, modules or sessions is one person in the total."
FIRST_TIME = (
    "First-timers are counted once, where they were there first; who said at registration to have taken part before"
    " is none."
)
CAME = "Participations: one person in one session, there for at least one block. Hours: the minutes there, added up."
NO_CANCELLED = "Cancelled sessions and their seats are counted in no other table."
SHARES = "The total counts each session once, however many donors it has; people are not divided between donors."
FEW_ANSWERS = "Averages stand only where at least five people have answered."
MODULES = "A session that teaches several modules counts in each; hours count in the module of their block."


class Measure(NamedTuple):
    """One column: an indicator, perhaps for one sex alone."""

    key: str
    sentence: str
    indicator: str
    unit: Unit = "count"
    sex: str | None = None


@dataclass(frozen=True)
class Table:
    """One table: a line for each part that `dimension` makes."""

    key: str
    sentence: str
    dimension: Dimension
    kind: RowKind
    measures: tuple[Measure, ...]
    notes: tuple[str, ...] = ()
    in_public: bool = True


PLANNED = Measure("sessions_planned", "Planned sessions", "sessions_planned")
OPEN = Measure("sessions_open", "Open sessions", "sessions_open")
HELD = Measure("sessions_held", "Completed sessions", "sessions_held")
CANCELLED = Measure("sessions_cancelled", "Cancelled sessions", "sessions_cancelled")
LOST_SEATS = Measure("cancelled_seats", "Seats in cancelled sessions", "cancelled_seats")
REGISTERED = Measure("registered", "Seats taken", "registered")
ATTENDED = Measure("attended", "Participations", "attended")
HOURS = Measure("hours", "Hours of training", "hours", "hours")
PEOPLE = Measure("people", "Different people", "people")
WOMEN = Measure("women", "Women", "people", sex="woman")
MEN = Measure("men", "Men", "people", sex="man")
NOT_KNOWN = Measure("unknown", "Not known", "people", sex="unknown")
FIRST_TIMERS = Measure("first_timers", "First-timers", "first_timers")
ANSWERS = Measure("answers", "Answers", "answers")
RATINGS = (
    Measure("usefulness", "Usefulness", "usefulness", "score"),
    Measure("method", "Way of teaching", "method", "score"),
    Measure("organisation", "Organisation of the session", "organisation", "score"),
)
VOICES = (
    Measure("needs", "Needs voiced", "needs"),
    Measure("needs_released", "Needs released", "needs_released"),
    Measure("recommendations", "Recommendations made", "recommendations"),
    Measure("recommendations_released", "Recommendations released", "recommendations_released"),
)
MESSAGES = (
    Measure("sent", "Messages sent", "messages_sent"),
    Measure("ambiguous", "Messages perhaps sent", "messages_ambiguous"),
    Measure("failed", "Messages failed", "messages_failed"),
    Measure("expired", "Messages out of date", "messages_expired"),
    Measure("suppressed", "Messages held back", "messages_suppressed"),
)
CAME_BY_PERSON = (REGISTERED, ATTENDED, HOURS, PEOPLE, FIRST_TIMERS)

TABLES: tuple[Table, ...] = (
    Table(
        "regions",
        "Sessions and people by region",
        "region",
        "region",
        (PLANNED, OPEN, HELD, CANCELLED, REGISTERED, ATTENDED, HOURS, PEOPLE, WOMEN, MEN, NOT_KNOWN, FIRST_TIMERS),
        (CAME, ONCE_IN_TOTAL, FIRST_TIME),
    ),
    Table("sexes", "People by sex", "sex", "sex", CAME_BY_PERSON),
    Table("organisations", "People by kind of organisation", "organisation", "organisation", CAME_BY_PERSON),
    Table("modules", "Modules taught", "module", "module", (HELD, *CAME_BY_PERSON), (MODULES, ONCE_IN_TOTAL)),
    Table("sessions", "Sessions one by one", "session", "session", (REGISTERED, ATTENDED, HOURS, FIRST_TIMERS)),
    Table("donors", "What counts for each donor", "donor", "donor", (HELD, ATTENDED, HOURS, PEOPLE), (SHARES,)),
    Table("cancelled", "Cancelled sessions by region", "region", "region", (CANCELLED, LOST_SEATS), (NO_CANCELLED,)),
    Table("feedback", "Feedback by region", "region", "region", (ANSWERS, *RATINGS), (FEW_ANSWERS,)),
    Table("feedback_sessions", "Feedback by session", "session", "session", (ANSWERS, *RATINGS), (FEW_ANSWERS,)),
    Table("themes", "Needs and recommendations by theme", "theme", "theme", VOICES),
    Table("messages", "Messages by channel", "channel", "channel", MESSAGES, in_public=False),
)
