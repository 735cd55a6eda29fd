"""Document of a report: everything it says, in one reader's words and in the order in which it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from services.reporting.outputs import labels, reading
from services.reporting.outputs.reading import Cell, Table
from services.reporting.report.values import Chain, Report, RowKind, Voice
from shared.words import Words, named

INTERNAL = "For internal use: small numbers may point to a person."
PUBLIC = "For everybody: numbers that would lead to few people are not told."
COUNTED = "Seats are counted each; a person is counted once, however many seats that person holds."
EARLY = "Who came is counted from the sheets, also of sessions that have not been closed as held yet."
SMALL = "“×” stands for a number that is not told: it is 1 to 10, or such a one could be worked out from it."
DEMO = "Demonstration: the people and associations here are synthetic; nobody in it exists."
FIRST = {"sessions_held", "registered", "attended", "hours", "people", "first_timers"}
HEADINGS = {
    "all": "All regions",
    "chain": "From needs to sessions",
    "readme": "Read first",
    "region": "Region",
    "wording": "In their words",
    "about": "Theme, place and date",
    "need": "Need",
    "module": "Module that answers it",
    "sessions": "Sessions that teach it",
    "needs": "Needs that associations have voiced",
    "recommendations": "Recommendations for the regions",
    "notes": "How to read this report",
    "numbers": "The numbers of this drawing",
    "diagram": "A diagram, no map: every region is a tile of the same size, and nothing is said about borders.",
    "empty": "Nothing has been planned yet.",
}
NONE_YET = "“{sign}” stands where there is nothing to tell yet."
FEW = "“{sign}” stands for an average of too few answers."


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said and a coordinator released, in its own language."""

    theme: str
    language: str
    wording: str
    told: str  # where and when

    @property
    def direction(self) -> str:
        """Return where its writing begins."""
        return Words(self.language).direction

    @property
    def about(self) -> str:
        """Return its theme, where and when."""
        return f"{self.theme} · {self.told}" if self.told else self.theme


@dataclass(frozen=True, slots=True)
class Quotes:
    """All that a region has said."""

    region: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One need, the module version that answers it, and the sessions that teach it."""

    need: Quote
    region: str
    module: str
    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The report as it is read."""

    words: Words
    public: bool
    title: str
    as_of: str
    audience: str
    demo: str
    headings: Mapping[str, str]
    tables: tuple[Table, ...]
    needs: tuple[Quotes, ...]
    recommendations: tuple[Quotes, ...]
    chain: tuple[Link, ...]
    notes: tuple[str, ...]

    def table(self, kind: RowKind) -> Table | None:
        """Return the table whose lines are of the kind."""
        return next((table for table in self.tables if table.lines and table.lines[0].kind == kind), None)

    @property
    def figures(self) -> tuple[Cell, ...]:
        """Return the figures that come first: those of all regions together, or of the only one."""
        table = self.table("region")
        cells = (table.total or table.lines[0]).cells if table else ()
        return tuple(cell for cell in cells if cell.key in FIRST)


def document(report: Report, language: str, *, demo: bool = False) -> Document:
    """Put the report into words."""
    words = Words(language)
    return Document(
        words=words,
        public=report.public,
        title=_title(report, words),
        as_of=words.say("As of {moment}.", moment=words.moment(report.as_of)) if report.as_of else "",
        audience=words.say(PUBLIC if report.public else INTERNAL),
        demo=words.say(DEMO) if demo else "",
        headings={key: words.say(sentence) for key, sentence in HEADINGS.items()},
        tables=tuple(_with_rules(table, report, words) for table in reading.tables(report, words)),
        needs=_by_region(report.needs, words),
        recommendations=_by_region(report.recommendations, words),
        chain=tuple(_link(chain, words) for chain in report.chain),
        notes=_notes(report, words),
    )


def _title(report: Report, words: Words) -> str:
    title = words.say("Report by region")
    return f"{title} · {words.region(report.region)}" if report.region else title


def _with_rules(table: Table, report: Report, words: Words) -> Table:
    """Return the table; the one of donors with the rule by which each programme counts for them."""
    if not table.lines or table.lines[0].kind != "donor":
        return table
    named = {
        it.programme: words.comma.join(labels.donor(one, it.donor_names.get(one, {}), words) for one in it.donors)
        for it in report.donors_rules
    }
    said = [(it.programme, named[it.programme], words.say(it.sentence)) for it in report.donors_rules]
    rules = (
        words.say("Programme {programme} ({donors}): {rule}", programme=p, donors=d, rule=rule) for p, d, rule in said
    )
    return replace(table, notes=(*table.notes, *rules))


def _notes(report: Report, words: Words) -> tuple[str, ...]:
    """Return what must be known to read the numbers, each once, but for whom it is, which stands above."""
    said = [COUNTED, EARLY, *report.notes, *([SMALL] if report.public else [])]
    signs = [words.say(FEW, sign=reading.FEW_ANSWERS), words.say(NONE_YET, sign=reading.NOTHING_YET)]
    return (*dict.fromkeys(words.say(note) for note in said if note != INTERNAL), *signs)


def _by_region(voices: Iterable[Voice], words: Words) -> tuple[Quotes, ...]:
    """Return the quotes region by region, in the order they came."""
    ordered = sorted(voices, key=lambda voice: voice.region)
    return tuple(
        Quotes(words.region(region), tuple(_quote(voice, words) for voice in of_region))
        for region, of_region in groupby(ordered, key=lambda voice: voice.region)
    )


def _quote(voice: Voice, words: Words) -> Quote:
    return Quote(words.theme(voice.theme), voice.language, voice.wording, _told(voice, words))


def _told(voice: Voice | Chain, words: Words) -> str:
    """Return where and when it was said, as far as that is known."""
    city, day = labels.in_letters(voice.city, voice.city_ar, words), words.short_day(voice.on) if voice.on else ""
    return labels.placed(city, day, words) if city and day else city or day


def _link(chain: Chain, words: Words) -> Link:
    need = Quote(words.theme(chain.theme), chain.language or words.language, chain.wording or "", _told(chain, words))
    title, none = named(dict(chain.titles), words.language), words.say("No module yet")
    module = labels.module(chain.code, chain.module_version or "", title, words) if chain.code else none
    sessions = tuple(labels.chain_session(session, words) for session in chain.sessions)
    return Link(need, words.region(chain.region), module, sessions or (words.say("No session yet"),))
