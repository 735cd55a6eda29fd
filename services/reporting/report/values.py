"""A report as values: what every way of showing it reads, and none of them counts again.

Sentences are English keys for `say`. Everything that is shown of a public report has been through suppression.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.reporting.suppression.cells import Reason

Unit = Literal["count", "hours", "score"]
RowKind = Literal["region", "sex", "organisation", "module", "donor", "session", "theme", "channel", "total"]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure. Hidden: it would lead to few people. No value and not hidden: there is nothing to tell yet."""

    value: float | None
    hidden: bool = False
    facts: str = field(default="", kw_only=True)  # query of GET /reporting/api/v1/facts?…; "" on a public report


@dataclass(frozen=True, slots=True)
class Column:
    """What is counted. Counts are whole but where donors share them; hours and scores have one decimal."""

    key: str
    sentence: str
    unit: Unit = "count"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `label` is a title, donor or city by language, a public code or a place; null: the key says it all.

    `key` is: region MA-02; woman, man, unknown; kind of organisation; module id and version, 0198…/2; name of the
    donor; session id; theme; channel. A row of kind `total` has the key "total".
    """

    key: str
    kind: RowKind
    label: str | Mapping[str, str] | None
    numbers: Mapping[str, Number]
    code: str | None = None  # of a module, e.g. IDENTIFY
    region: str | None = None  # of a session
    starts_local: datetime | None = None  # of a session
    ends_local: datetime | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One table. Notes are sentences to be printed below it."""

    key: str
    sentence: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """A need or a recommendation in the words that a coordinator released."""

    region: str
    theme: str
    language: str
    wording: str
    city: str | None = None
    on: date | None = None
    city_ar: str | None = None


@dataclass(frozen=True, slots=True)
class ChainSession:
    """A session that teaches the module version. City and days of one that is still to come are not told in public."""

    session_id: UUID
    region: str
    state: str
    city: str | None = None
    starts_local: datetime | None = None
    ends_local: datetime | None = None
    city_ar: str | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """One need, one module version that answers it, the sessions that teach that one. No answer yet: no code."""

    region: str
    theme: str
    city: str | None = None
    on: date | None = None
    language: str | None = None
    wording: str | None = None  # null until released
    code: str | None = None
    module_version: int | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    sessions: tuple[ChainSession, ...] = ()
    city_ar: str | None = None


@dataclass(frozen=True, slots=True)
class DonorsRule:
    """How the sessions of one programme are counted for those who pay for it, to be printed with the figures."""

    programme: str
    donors: tuple[str, ...]  # the leading one first
    sentence: str
    donor_names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by language, of a donor by its name


@dataclass(frozen=True, slots=True)
class Report:
    """All of it, as far as `as_of`; `public` says for whose eyes.

    `hidden` is by name why each number is not told. It is for those inside: no page or file for everybody has it.
    """

    as_of: datetime | None
    public: bool
    sections: tuple[Section, ...]
    needs: tuple[Voice, ...] = ()
    recommendations: tuple[Voice, ...] = ()
    chain: tuple[Chain, ...] = ()
    donors_rules: tuple[DonorsRule, ...] = ()
    notes: tuple[str, ...] = ()
    region: str | None = None  # the only one that is told of
    hidden: Mapping[str, Reason] = field(default_factory=dict, repr=False)

    def without_reasons(self) -> "Report":
        """Return what may leave the programme of it: why a number is hidden tells which ones are small."""
        return replace(self, hidden={})

    def section(self, key: str) -> Section | None:
        """Return the section of that key; a public report may lack one."""
        return next((section for section in self.sections if section.key == key), None)
