"""Queries for all that is counted, few of them: attendance is summed by person, session and module on the way.

Reading needs the database, and making something of it does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.figures.facts import (
    Facts,
    Feedback,
    Message,
    Person,
    Presence,
    Programme,
    Seat,
    Session,
    Voice,
    gather,
)
from services.reporting.figures.knowledge import Course, Heard, ModuleVersion, Need, Recommendation, Words
from services.reporting.public.steps import outside
from services.reporting.read_models.tables import ModuleVersionRow, SessionRow, columns
from shared.kernel.database import run

PRESENCES = """
    with taught as (
        select session_id, (block->>'block_id')::uuid as block_id, block->>'module' as module
        from sessions, jsonb_array_elements(blocks) as block
    )
    select m.session_id::text, min(m.region), m.participant_id::text, t.module, sum(m.minutes)
    from marks m left join taught t on t.session_id = m.session_id and t.block_id = m.block_id
    where m.state in ('present', 'late', 'partial')
    group by m.session_id, m.participant_id, t.module
"""
SESSIONS = f"select {columns(SessionRow, 's')} from sessions s"
OUTSIDE = """
    select s.session_id::text, s.seats, had.people, came.people, c.session_id is not null
    from sessions s left join closings c using (session_id)
    left join tellings had on had.session_id = s.session_id and had.what = 'registered'
    left join tellings came on came.session_id = s.session_id and came.what = 'attended'
"""
MODULES = f"select {columns(ModuleVersionRow, 'm')} from module_versions m order by code, module_version"
NEEDS = """
    select (need->>'need_id')::uuid, a.region, need->>'theme', a.city, a.held_on, w.language, w.wording
    from assessments a cross join jsonb_array_elements(a.needs) as need
    left join need_words w on w.need_id = (need->>'need_id')::uuid
    order by a.held_on, a.region, 3, 1
"""


PEOPLE = """
    select participant_id::text, sex, organisation_id::text, coalesce(kind, 'unknown'), first_timer
    from participants left join organisations using (organisation_id)
"""
RECOMMENDATIONS = """
    select session_id::text, region, theme, language, wording
    from recommendations where theme <> '' order by region, theme, told_at, recommendation_id
"""
DATED = ("seats", "marks", "participants", "assessments", "recommendations", "feedback", "programmes", "modules")
MOMENTS = " union all ".join(
    ["select max(greatest(told_at, plan_told_at)) from sessions", *(f"select max(told_at) from {it}" for it in DATED)]
)
PROGRAMMES = (
    "select programme_id, code, donors, attribution, donor_names from programmes order by told_at, programme_id"
)
QUERIES = {
    "programmes": PROGRAMMES,
    "sessions": SESSIONS,
    "people": PEOPLE,
    "seats": "select session_id::text, region, participant_id::text, state from seats",
    "presences": PRESENCES,
    "feedback": "select session_id::text, region, usefulness, method, organisation from feedback",
    "messages": "select channel, state, count(*) from messages group by channel, state",
    "modules": MODULES,
    "needs": NEEDS,
    "recommendations": RECOMMENDATIONS,
    "outside": OUTSIDE,
    "as_of": f"select max(at) from ({MOMENTS}) as told (at)",
}
Rows = Mapping[str, Sequence[Any]]


async def read(db: AsyncSession) -> Rows:
    """Return the rows of which everything is made."""
    return {key: (await run(db, query)).all() for key, query in QUERIES.items()}


class Gathering:
    """Sessions and people by their ids, made as soon as anything names them."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.programmes = {id_: Programme(code, tuple(donors), how) for id_, code, donors, how, _ in rows["programmes"]}
        self.in_arabic = {row.city: row.city_ar for row in rows["sessions"] if row.city_ar}
        self.sessions: dict[str, Session] = {}
        self.people = {row[0]: Person(*row) for row in rows["people"]}

    def all(self) -> Heard:
        """Return everything. Pure computing: of many sessions it takes long enough to be run in a thread."""
        courses, needs, recommendations = self._courses(), self._needs(), self._recommendations()
        return Heard(
            as_of=self.rows["as_of"][0][0],
            facts=self._facts([*_voices("need", needs), *_voices("recommendation", recommendations)]),
            courses=courses,
            modules={(made := _module(row)).key: made for row in self.rows["modules"]},
            programmes=sorted(self.programmes.values()),
            donor_names=_donor_names(self.rows["programmes"]),
            needs=needs,
            recommendations=recommendations,
            outside={id_: outside(*told, closed=closed) for id_, *told, closed in self.rows["outside"]},
        )

    def _facts(self, voices: list[Voice]) -> Facts:
        seats, presences, feedback = self._seats(), self._presences(), self._feedback()
        messages = [Message(*row) for row in self.rows["messages"]]
        return gather(list(self.sessions.values()), seats, presences, feedback, voices=voices, messages=messages)

    def _session(self, session_id: str, region: str) -> Session:
        """Return the session; one of which nothing else has been heard yet lies where its seats or marks say."""
        return self.sessions.get(session_id) or self.sessions.setdefault(session_id, Session(session_id, region))

    def _person(self, participant_id: str) -> Person:
        return self.people.get(participant_id) or self.people.setdefault(participant_id, Person(participant_id))

    def _courses(self) -> dict[str, Course]:
        courses = {}
        for row in self.rows["sessions"]:
            modules = frozenset(block["module"] for block in row.blocks or ())
            programme, id_ = self.programmes.get(row.programme_id), str(row.session_id)
            self.sessions[id_] = Session(id_, row.region, row.state, row.starts_at, programme, modules)
            courses[id_] = Course(
                row.city, row.starts_local, row.ends_local, row.city_ar or self.in_arabic.get(row.city)
            )
        return courses

    def _seats(self) -> list[Seat]:
        rows = self.rows["seats"]
        return [Seat(self._session(id_, region), self._person(who), state) for id_, region, who, state in rows]

    def _presences(self) -> list[Presence]:
        return [
            Presence(self._session(id_, region), self._person(who), module, minutes)
            for id_, region, who, module, minutes in self.rows["presences"]
        ]

    def _feedback(self) -> list[Feedback]:
        return [Feedback(self._session(id_, region), *ratings) for id_, region, *ratings in self.rows["feedback"]]

    def _needs(self) -> list[Need]:
        return [
            Need(id_, region, theme, city, held_on, _words(language, wording), self.in_arabic.get(city))
            for id_, region, theme, city, held_on, language, wording in self.rows["needs"]
        ]

    def _recommendations(self) -> list[Recommendation]:
        return [
            Recommendation(id_, region, theme, _words(language, wording))
            for id_, region, theme, language, wording in self.rows["recommendations"]
        ]


def _donor_names(programmes: Iterable[Any]) -> dict[str, dict[str, str]]:
    """Return what donors are called by language; where programmes differ, as the one that was told of last says."""
    called: dict[str, dict[str, str]] = defaultdict(dict)
    for *_, names in programmes:
        for entry in names:
            called[entry["donor"]] |= {
                language: name for language, name in entry.items() if name and language != "donor"
            }
    return dict(called)


def _voices(kind: Any, said: list[Need] | list[Recommendation]) -> list[Voice]:
    return [Voice(kind, it.region, it.theme, it.words is not None) for it in said]


def _words(language: str | None, wording: str | None) -> Words | None:
    return Words(language, wording) if language and wording else None


def _module(row: Any) -> ModuleVersion:
    titles = {language: title for language, title in (("fr", row.title_fr), ("ar", row.title_ar)) if title}
    key = f"{row.module_id}/{row.module_version}"
    return ModuleVersion(key, row.code, row.module_version, titles, frozenset(row.answers))
