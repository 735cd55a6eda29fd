"""The whole report, for those inside or for everybody."""

from services.reporting.figures.knowledge import Heard
from services.reporting.report import words
from services.reporting.report.sections import sections
from services.reporting.report.values import Report
from services.reporting.suppression import hiding

INSIDE = ("For internal use: small numbers may point to a person.",)
FOR_ALL = (
    "Numbers of 1 to 10 people are hidden, and with them others from which they could be worked out.",
    "City and days of a session are told once it has ended.",
)


def compose(heard: Heard, *, public: bool) -> Report:
    """Return the report. Pure computing: at many sessions it takes long enough to be run in a thread."""
    made = sections(heard)
    hidden = hiding.few_people(heard) if public else hiding.few_answers(heard.facts)
    shown = hiding.for_the_public(made, heard, hidden) if public else hiding.without_few_answers(made, hidden)
    return Report(
        as_of=heard.as_of,
        public=public,
        sections=shown,
        needs=words.needs(heard),
        recommendations=words.recommendations(heard, public=public),
        chain=words.chain(heard, public=public),
        donors_rules=words.donors_rules(heard),
        notes=FOR_ALL if public else INSIDE,
        hidden=hidden,
    )
