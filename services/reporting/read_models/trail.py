"""The events behind one number: those that are counted, and those that say where and for whom they count.

Folding exactly these gives the number again. Marks are told in sheets, so a sheet is named whole: also who was absent.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.figures.facts import Facts
from services.reporting.figures.numbers import INDICATORS
from services.reporting.figures.where import Where
from shared.kernel.database import run

Role = Literal["counted", "placing"]
MARKS = (
    "select event_id, event_type, told_at, session_id, region from marks where session_id = any(:sessions)"
    " and (:module = '' or block_id in (select (block->>'block_id')::uuid"
    " from sessions, jsonb_array_elements(blocks) as block where block->>'module' = :module))"
)
NEEDS = (
    "select event_id, event_type, told_at, null::uuid, region from assessments where exists"
    " (select from jsonb_array_elements(needs) as need where (:theme = '' or need->>'theme' = :theme))"
    " and (:region = '' or region = :region)"
)


class Behind(NamedTuple):
    """One event behind a number. Counted: it is what the number counts; placing: it says where or for whom."""

    id: UUID
    type: str
    time: datetime
    session_id: UUID | None
    region: str | None
    role: Role


class Trail:
    """Collects the events behind one number, each once."""

    def __init__(self, db: AsyncSession, everything: Facts, where: Where) -> None:
        self.db = db
        self.everything = everything
        self.part = everything.within(where)
        self.where = where
        self.found: dict[UUID, Behind] = {}

    async def of(self, indicator: str) -> list[Behind]:
        """Return the events behind the indicator, in the order of their times."""
        kind = INDICATORS[indicator].kind
        await getattr(self, f"_{kind}")(indicator)
        return sorted(self.found.values(), key=lambda it: (it.time, it.id))

    async def _sessions(self, indicator: str) -> None:
        state = {"held": "completed"}.get(word := indicator.removeprefix("sessions_"), word)
        ids = {it.session_id for it in self.part.sessions if it.state == state}
        await self._states(ids)
        await self._place(ids)

    async def _seats(self, indicator: str) -> None:
        lost = indicator == "cancelled_seats"
        held = [it for it in self.part.seats if it.state == "registered" and it.session.counts is not lost]
        sessions, people = [it.session.session_id for it in held], [it.person.participant_id for it in held]
        await self._add(
            "counted",
            "select event_id, event_type, told_at, session_id, region from seats"
            " join unnest(:sessions ::uuid[], :people ::uuid[]) as held (session_id, participant_id)"
            " using (session_id, participant_id)",
            sessions=sessions,
            people=people,
        )
        if lost:
            await self._states(set(sessions))
        await self._place(set(sessions))
        await self._describe(people)

    async def _presences(self, indicator: str) -> None:
        history = indicator == "first_timers"
        sessions = {it.session.session_id for it in self.part.presences}
        if history:
            people = {it.person for it in self.part.presences}
            sessions = {it.session.session_id for it in self.everything.presences if it.person in people}
        module = "" if history else self.where.module or ""
        await self._add("counted", MARKS, sessions=list(sessions), module=module)
        await self._place(sessions, always=history)
        marked = await run(
            self.db, "select distinct participant_id from marks where session_id = any(:ids)", ids=list(sessions)
        )
        await self._describe(marked.scalars().all(), always=history)

    async def _feedback(self, _: str) -> None:
        ids = {it.session.session_id for it in self.part.feedback}
        await self._add(
            "counted",
            "select event_id, event_type, told_at, session_id, region from feedback where session_id = any(:ids)",
            ids=list(ids),
        )
        await self._place(ids)

    async def _voices(self, indicator: str) -> None:
        here = {"region": self.where.region or "", "theme": self.where.theme or ""}
        fits = " where (:theme = '' or theme = :theme) and (:region = '' or region = :region)"
        columns = "select event_id, event_type, told_at"
        if indicator.startswith("recommendations"):
            released = " and wording is not null" if indicator.endswith("released") else ""
            await self._add(
                "counted", f"{columns}, session_id, region from recommendations{fits} and theme <> ''{released}", **here
            )
        elif indicator == "needs":
            await self._add("counted", NEEDS, **here)
        else:
            await self._add("counted", f"{columns}, null::uuid, region from need_words{fits} and wording <> ''", **here)
            await self._add("placing", NEEDS, **here)

    async def _messages(self, indicator: str) -> None:
        await self._add(
            "counted",
            "select event_id, event_type, told_at, session_id, null from messages"
            " where state = :state and (:channel = '' or channel = :channel)",
            state=indicator.removeprefix("messages_"),
            channel=self.where.channel or "",
        )

    async def _states(self, ids: Collection[str]) -> None:
        await self._add(
            "counted",
            "select event_id, event_type, told_at, session_id, region from sessions where session_id = any(:ids)",
            ids=list(ids),
        )

    async def _place(self, ids: Collection[str], *, always: bool = False) -> None:
        """Add the plans that say what is taught when, and in which programme."""
        if not (always or self.where.module or self.where.programme or self.where.donor):
            return
        await self._add(
            "placing",
            "select plan_event_id, plan_event_type, plan_told_at, session_id, region from sessions"
            " where session_id = any(:ids)",
            ids=list(ids),
        )
        if self.where.programme or self.where.donor:
            await self._add(
                "placing",
                "select event_id, event_type, told_at, null::uuid, null from programmes"
                " where programme_id in (select programme_id from sessions where session_id = any(:ids))",
                ids=list(ids),
            )

    async def _describe(self, people: Iterable[str], *, always: bool = False) -> None:
        """Add what says which people these are."""
        if not (always or self.where.sex or self.where.organisation):
            return
        ids = list(set(people))
        columns = "select event_id, event_type, told_at, null::uuid"
        await self._add("placing", f"{columns}, null from participants where participant_id = any(:ids)", ids=ids)
        if self.where.organisation:
            await self._add(
                "placing",
                f"{columns}, region from organisations where organisation_id in"
                " (select organisation_id from participants where participant_id = any(:ids))",
                ids=ids,
            )

    async def _add(self, role: Role, query: str, **values: Any) -> None:
        for id_, kind, told_at, session_id, region in await run(self.db, query, **values):
            if id_ is not None:
                self.found.setdefault(id_, Behind(id_, kind, told_at, session_id, region, role))
