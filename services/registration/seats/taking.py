"""Taking a seat: one statement that counts, registers and puts the event into the outbox, or does none of it."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import ParticipantRegistered, ParticipantWaitlisted, SeatState
from shared.fast import fetch_fast
from shared.http.at_once import AtOnce
from shared.http.idempotency import Receipt
from shared.kernel import clock
from shared.kernel.contracts import Event
from shared.kernel.database import run
from shared.kernel.outbox import ring, ring_after_commit, stamp

# In an open session people wait only while no seat is free (a CHECK says so, and another that only a smaller plan can
# make more seats taken than there are): after the count, `waiting = 0` means that this one has one. A seat on offer is
# taken. The statement, not Python, fills in what only the locked row knows: totals, version and region, and whether
# seats still move (domain.why_seats_stay).
STEPS = """
with place as (
    update session
       set taken = taken + (taken < seats)::int,
           waiting = waiting + (taken >= seats)::int,
           last_place = last_place + 1,
           version = version + 1
     where id = :session_id and state = 'open' and seats is not null
       and attendance_closed_at is null and (ends_at is null or ends_at > :now)
       and exists (select from participant where id = :participant_id and erased_at is null)
       and not exists (select from registration where session_id = :session_id and participant_id = :participant_id
                          and state <> 'withdrawn')
    returning *
), entry as (
    insert into registration (id, session_id, participant_id, state, place, asked_at)
    select :id, id, :participant_id, case when waiting = 0 then 'registered' else 'waiting' end, last_place, :now
      from place
    returning id, state
), fact as (
    select case when waiting = 0 then cast(:registered as jsonb) else cast(:waitlisted as jsonb) end as body,
           jsonb_build_object('aggregateversion', version, 'region', region) as envelope,
           jsonb_build_object('region', region, 'registered', taken - offered, 'waiting', waiting + offered)
           || case when waiting = 0 then jsonb_build_object('seats_left', seats - taken)
                   else jsonb_build_object('position', waiting) end as totals
      from place
), said as (
    insert into outbox (event_id, type, topic, key, body)
    select :event_id, body ->> 'type', :topic, :key,
           (body || envelope || jsonb_build_object('data', (body -> 'data') || totals))::json
      from fact
)"""
TAKE = f"{STEPS} select state from entry"
TAKEN = "select participant_id, state from registration where id = any(:ids)"
FILLED_IN_LATER: dict[str, Any] = {"region": "MA-00", "registered": 0, "waiting": 0}


async def take(db: AsyncSession, id_: UUID, session_id: UUID, participant_id: UUID) -> SeatState | None:
    """Give the participant a seat or the last place in the queue; None when there is none for them.

    Raises asyncpg.UniqueViolationError when somebody else has given them one at the same moment.
    """
    row = await fetch_fast(db, TAKE, **_place(db, id_, session_id, participant_id, clock.now(db)))
    ring_after_commit(db)
    return cast("SeatState", row["state"]) if row else None


async def take_at_once(at_once: AtOnce, session_id: UUID, participant_id: UUID) -> Receipt | None:
    """Do the same as the whole of a request; None too where there is one for them already."""
    db = at_once.db
    taken = await at_once(STEPS, **_place(db, clock.new_id(db), session_id, participant_id, clock.now(db)))
    if taken:
        ring(db)
    return taken


async def take_all(db: AsyncSession, session_id: UUID, participant_ids: Sequence[UUID]) -> dict[UUID, SeatState]:
    """Do the same for several in one round trip, first come first; empty when the session gives none.

    Raises IntegrityError when one of them has a seat already, or is unknown; then nobody has got one.
    """
    await db.flush()
    now = clock.now(db)  # one moment for all: either the session is over for each of them or for none
    places = [_place(db, clock.new_id(db), session_id, who, now) for who in participant_ids]
    await (await db.connection()).execute(text(TAKE), places)
    ring_after_commit(db)
    return {row.participant_id: row.state for row in await run(db, TAKEN, ids=[place["id"] for place in places])}


def _place(db: AsyncSession, id_: UUID, session_id: UUID, participant_id: UUID, now: datetime) -> dict[str, Any]:
    """Return the values of the statement."""
    about = {"session_id": session_id, "participant_id": participant_id, "registration_id": id_, **FILLED_IN_LATER}
    registered = stamp(db, ParticipantRegistered(seats_left=0, **about), 0)
    waitlisted = stamp(db, ParticipantWaitlisted(position=1, id=registered.id, **about), 0)
    values = {"id": id_, "session_id": session_id, "participant_id": participant_id, "now": now}
    return values | _outgoing(registered, waitlisted)


def _outgoing(registered: Event, waitlisted: Event) -> dict[str, Any]:
    """Return the outbox row's values: one id, and a body for either outcome."""
    bodies = {
        "registered": json.dumps(registered.to_cloudevent()),
        "waitlisted": json.dumps(waitlisted.to_cloudevent()),
    }
    return {"event_id": registered.id, "topic": registered.topic, "key": registered.key, **bodies}
