"""Reads everything that is counted, in few queries: attendance is summed by person, session and module on the way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.domain.facts import (
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
from services.reporting.domain.heard import Course, Heard, ModuleVersion, Need, Recommendation, Words
from services.reporting.domain.steps import Outside, outside
from services.reporting.storage.tables import ModuleVersionRow, SessionRow, columns
from shared.database import run

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


class Gathering:
    """Sessions and people by their ids, made as soon as anything names them."""

    def __init__(self, db: AsyncSession) -> None:
        self.db = db
        self.sessions: dict[str, Session] = {}
        self.people: dict[str, Person] = {}
        self.programmes: dict[UUID, Programme] = {}

    async def all(self) -> Heard:
        """Return everything."""
        self.programmes = await self._programmes()
        courses = await self._sessions()
        await self._people()
        needs, recommendations = await self._needs(), await self._recommendations()
        return Heard(
            as_of=await newest_fact_at(self.db),
            facts=await self._facts([*_voices("need", needs), *_voices("recommendation", recommendations)]),
            courses=courses,
            modules=await self._modules(),
            programmes=sorted(self.programmes.values()),
            needs=needs,
            recommendations=recommendations,
            outside=await self._outside(),
        )

    async def _facts(self, voices: list[Voice]) -> Facts:
        seats, presences, feedback = await self._seats(), await self._presences(), await self._feedback()
        sessions = list(self.sessions.values())
        return gather(sessions, seats, presences, feedback, voices=voices, messages=await self._messages())

    async def _rows(self, query: str) -> Any:
        return (await run(self.db, query)).all()

    def _session(self, session_id: str, region: str) -> Session:
        """Return the session; one of which nothing else has been heard yet lies where its seats or marks say."""
        return self.sessions.get(session_id) or self.sessions.setdefault(session_id, Session(session_id, region))

    def _person(self, participant_id: str) -> Person:
        return self.people.get(participant_id) or self.people.setdefault(participant_id, Person(participant_id))

    async def _programmes(self) -> dict[UUID, Programme]:
        rows = await self._rows("select programme_id, code, donors, attribution from programmes")
        return {id_: Programme(code, tuple(donors), attribution) for id_, code, donors, attribution in rows}

    async def _sessions(self) -> dict[str, Course]:
        courses = {}
        for row in await self._rows(SESSIONS):
            modules = frozenset(block["module"] for block in row.blocks or ())
            programme, id_ = self.programmes.get(row.programme_id), str(row.session_id)
            self.sessions[id_] = Session(id_, row.region, row.state, row.starts_at, programme, modules)
            courses[id_] = Course(row.city, row.starts_local, row.ends_local)
        return courses

    async def _outside(self) -> dict[str, Outside]:
        rows = await self._rows(OUTSIDE)
        return {id_: outside(seats, had, came, closed=closed) for id_, seats, had, came, closed in rows}

    async def _people(self) -> None:
        rows = await self._rows(
            "select participant_id::text, sex, organisation_id::text, coalesce(kind, 'unknown'), first_timer"
            " from participants left join organisations using (organisation_id)"
        )
        self.people = {row[0]: Person(*row) for row in rows}

    async def _seats(self) -> list[Seat]:
        rows = await self._rows("select session_id::text, region, participant_id::text, state from seats")
        return [Seat(self._session(id_, region), self._person(who), state) for id_, region, who, state in rows]

    async def _presences(self) -> list[Presence]:
        return [
            Presence(self._session(id_, region), self._person(who), module, minutes)
            for id_, region, who, module, minutes in await self._rows(PRESENCES)
        ]

    async def _feedback(self) -> list[Feedback]:
        rows = await self._rows("select session_id::text, region, usefulness, method, organisation from feedback")
        return [Feedback(self._session(id_, region), *ratings) for id_, region, *ratings in rows]

    async def _messages(self) -> list[Message]:
        rows = await self._rows("select channel, state, count(*) from messages group by channel, state")
        return [Message(*row) for row in rows]

    async def _modules(self) -> dict[str, ModuleVersion]:
        rows = await self._rows(MODULES)
        return {(made := _module(row)).key: made for row in rows}

    async def _needs(self) -> list[Need]:
        rows = await self._rows(NEEDS)
        return [
            Need(id_, region, theme, city, held_on, _words(language, wording))
            for id_, region, theme, city, held_on, language, wording in rows
        ]

    async def _recommendations(self) -> list[Recommendation]:
        rows = await self._rows(
            "select session_id::text, region, theme, language, wording from recommendations"
            " order by region, theme, told_at, recommendation_id"
        )
        return [
            Recommendation(id_, region, theme, _words(language, wording))
            for id_, region, theme, language, wording in rows
        ]


async def newest_fact_at(db: AsyncSession) -> datetime | None:
    """Return the business time of the newest fact that has been heard."""
    told = ("seats", "marks", "participants", "assessments", "recommendations", "feedback", "programmes", "modules")
    newest = " union all ".join(f"select max(told_at) from {table}" for table in told)
    query = (
        f"select max(at) from (select max(greatest(told_at, plan_told_at)) from sessions union all {newest}) as t (at)"
    )
    moment: datetime | None = (await run(db, query)).scalar()
    return moment


def _voices(kind: Any, said: list[Need] | list[Recommendation]) -> list[Voice]:
    return [Voice(kind, it.region, it.theme, it.words is not None) for it in said]


def _words(language: str | None, wording: str | None) -> Words | None:
    return Words(language, wording) if language and wording else None


def _module(row: Any) -> ModuleVersion:
    titles = {language: title for language, title in (("fr", row.title_fr), ("ar", row.title_ar)) if title}
    key = f"{row.module_id}/{row.module_version}"
    return ModuleVersion(key, row.code, row.module_version, titles, frozenset(row.answers))
