"""A report as values, for tests of what shows it. People and associations in it are synthetic; nobody exists."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from services.reporting.report.values import (
    Chain,
    ChainSession,
    Column,
    DonorsRule,
    Number,
    Report,
    Row,
    Section,
    Voice,
)

AS_OF = datetime(2017, 9, 15, 10, tzinfo=UTC)
SESSION = UUID(int=7)
IDENTIFY, DEFINE = f"{UUID(int=1)}/2", f"{UUID(int=2)}/1"
TITLES = {"fr": "Techniques d'identification", "ar": "تقنيات التعرف"}
OTHER_TITLES = {"fr": "Définitions et cadre commun", "ar": "التعاريف والإطار المشترك"}
FIRST_DAY, LAST_DAY = datetime(2017, 8, 23, 9), datetime(2017, 8, 24, 17)  # noqa: DTZ001 - wall-clock times
NASTY = "=cmd|'/C calc'!A0"  # what a workbook must keep as text
HIDDEN = 7  # what is behind every hidden number here, and must not be found anywhere

COLUMNS = (
    Column("sessions_held", "Completed sessions"),
    Column("registered", "Seats taken"),
    Column("attended", "Participations"),
    Column("hours", "Hours of training", "hours"),
    Column("people", "Different people"),
    Column("first_timers", "First-timers"),
)
SCORES = (Column("answers", "Answers"), Column("usefulness", "Usefulness", "score"))


def numbers(
    columns: Sequence[Column], values: Sequence[float | None], asked: str, hidden: Sequence[int] = ()
) -> Mapping[str, Number]:
    """One number for each column; those at the places in `hidden` are not told."""
    return {
        column.key: Number(None, hidden=True)
        if place in hidden
        else Number(value, facts=f"indicator={column.key}&{asked}" if asked else "")
        for place, (column, value) in enumerate(zip(columns, values, strict=True))
    }


def row(kind: str, key: str, values: Sequence[float | None], columns: Sequence[Column] = COLUMNS, **more: Any) -> Row:
    """One line, whose numbers open into the events behind them."""
    asked = "" if kind == "total" else f"{kind}={key}"
    return Row(key, kind, more.pop("label", None), numbers(columns, values, asked), **more)  # type: ignore[arg-type]


def sections() -> tuple[Section, ...]:
    """Return a section of each kind."""
    total = row("total", "total", [5, 1243, 1120, 13440.5, 1001, 640])
    first = row("region", "MA-01", [2, 41, 38, 456, 36, 30])
    second = row("region", "MA-02", [3, 1202, 1082, 12984.5, 980, 610])
    women, men = row("sex", "woman", [5, 700, 640, 7680, 560, 400]), row("sex", "man", [5, 533, 473, 5676.5, 436, 238])
    unknown = row("sex", "unknown", [1, 10, 7, 84, 5, 2])
    days: dict[str, Any] = {"starts_local": FIRST_DAY, "ends_local": LAST_DAY}
    here = row("session", str(SESSION), [1, 25, 24, 288, 24, 12], label="Oujda", region="MA-02", **days)
    elsewhere = row("session", str(UUID(int=8)), [0, 20, 0, 0, 0, 0], region="MA-01")
    return (
        Section(
            "regions",
            "Sessions and people by region",
            COLUMNS,
            (first, second),
            total,
            ("Whoever took part in several regions, modules or sessions is one person in the total.",),
        ),
        Section("sexes", "People by sex", COLUMNS, (women, men, unknown), total),
        Section(
            "organisations",
            "People by kind of organisation",
            COLUMNS,
            (
                row("organisation", "association", [5, 900, 800, 9600, 700, 500]),
                row("organisation", "ngo", [4, 343, 320, 3840.5, 301, 140]),
            ),
            total,
        ),
        Section(
            "modules",
            "Modules taught",
            COLUMNS,
            (
                row("module", IDENTIFY, [5, 1243, 1100, 8800, 990, 630], label=TITLES, code="IDENTIFY"),
                row("module", DEFINE, [3, 800, 700, 4640.5, 650, 410], label=OTHER_TITLES, code="DEFINE"),
            ),
        ),
        Section("sessions", "Sessions one by one", COLUMNS, (here, elsewhere), total),
        Section(
            "donors",
            "What counts for each donor",
            COLUMNS,
            (
                row("donor", "Finland", [5, 1243, 1120, 13440.5, 1001, 640]),
                row("donor", NASTY, [2.5, 621.5, 560, 6720.25, 500.5, 320]),
            ),
            total,
        ),
        Section(
            "feedback",
            "Feedback by region",
            SCORES,
            (row("region", "MA-02", [240, 4.5], SCORES), row("region", "MA-01", [0, None], SCORES)),
            row("total", "total", [240, 4.5], SCORES),
        ),
    )


NEEDS = (
    Voice(
        "MA-02",
        "identification",
        "fr",
        "Savoir repérer plus tôt <b>les personnes</b> vulnérables.",
        "Oujda",
        date(2017, 4, 11),
    ),
    Voice("MA-02", "health", "ar", "نحتاج إلى تكوين حول التقييم الطبي، رقم 3 من القائمة.", "Nador", date(2017, 4, 13)),
)
RECOMMENDATIONS = (
    Voice(
        "MA-01", "coordination", "fr", "Un répertoire partagé des acteurs de la région.", "Tanger", date(2017, 8, 30)
    ),
)
CHAIN = (
    Chain(
        "MA-02",
        "identification",
        "Oujda",
        date(2017, 4, 11),
        "fr",
        NEEDS[0].wording,
        "IDENTIFY",
        2,
        TITLES,
        (
            ChainSession(SESSION, "MA-02", "completed", "Oujda", FIRST_DAY, LAST_DAY),
            ChainSession(UUID(int=8), "MA-01", "planned"),
        ),
    ),
    Chain("MA-02", "law", "Nador", date(2017, 4, 13)),
)
DONORS = (DonorsRule("MHP-2017", ("Finland", NASTY), "Each donor counts the programme's sessions in full."),)

INTERNAL = Report(
    as_of=AS_OF,
    public=False,
    sections=sections(),
    needs=NEEDS,
    recommendations=RECOMMENDATIONS,
    chain=CHAIN,
    donors_rules=DONORS,
    notes=("Cancelled sessions and their seats are counted in no other table.",),
)
EMPTY = Report(as_of=None, public=False, sections=())


def public() -> Report:
    """Return the report as everybody may read it: what is small, and what leads to it, is not there at all."""
    return replace(INTERNAL, public=True, sections=tuple(_suppressed(section) for section in INTERNAL.sections))


def _suppressed(section: Section) -> Section:
    total = _without(section.total) if section.total else None
    return replace(section, rows=tuple(_without(row) for row in section.rows), total=total)


def _without(row: Row) -> Row:
    small = {
        key: Number(None, hidden=True) if 0 < (it.value or 0) < 11 and key != "usefulness" else Number(it.value)
        for key, it in row.numbers.items()
    }
    return replace(row, numbers=small)
