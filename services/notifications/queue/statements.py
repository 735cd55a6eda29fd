"""Statements of the queue, each whole and with a name; what several have in common stands above them.

One clock for all senders, the database's; and where that one jumps, what is dated in its future does not hold.
"""

from services.notifications.queue.domain import LONGEST_PAUSE_S
from shared.events import Channel

LEASE = "interval '60 seconds'"  # longer than a sender works on one message
LONGEST_PAUSE = f"interval '{LONGEST_PAUSE_S} seconds'"
RUN_OUT = f"(claimed_at not between clock_timestamp() - {LEASE} and clock_timestamp() + {LEASE})"
FREE = f"(claimed_at is null or {RUN_OUT})"
RESTED = f"(not_before is null or not_before not between clock_timestamp() and clock_timestamp() + {LONGEST_PAUSE})"
WAITS = "state = 'pending' and channel = :channel and useful_until is not null"
CALM = f"{WAITS} and {FREE} and not doubtful and (urgent_from is null or urgent_from > :business)"
# What a sender says of many claims at once, each named by what it rests on. Rows are always locked in the order of the
# queue, so that two who change many of them never wait for each other.
SAID_OF_CLAIMS = """jsonb_to_recordset(cast(:claims as jsonb)) as c(
    of_id uuid, by_sender text, since timestamptz, in_parts int, plan_placed int, ends_in text, because text,
    in_doubt boolean, pause_s float, untried int)"""
OF_CLAIM = "intents.id = c.of_id and intents.claimed_by = c.by_sender and intents.claimed_at = c.since"


def _claims_where(condition: str) -> str:
    return f"""
with found as materialized (
    select intents.id as found_id, c.* from {SAID_OF_CLAIMS} join intents on {OF_CLAIM}
    where {condition} order by intents.position for update of intents)
update intents"""


SETTLED = "intents.id as message_id, participant_id, session_id, template, channel, state, reason, parts, announced"
# A message may become untrue before it has left. It is asked three times: when a plan changes, when messages are
# claimed, and in the statement that begins to send; `validity.kinds_by_truth()` is what it asks with.
UNTRUE = """(
    not template = any(:outlive_cancellation)
        and exists (select from cancellations c where c.session_id = intents.session_id)
    or template = any(:of_one_plan)
        and exists (select from sessions p where p.session_id = intents.session_id
                    and p.placed is distinct from intents.placed)
    or cast(:true_for as jsonb) ? template
        and not exists (select from seats t where t.session_id = intents.session_id
                        and t.participant_id = intents.participant_id
                        and cast(:true_for as jsonb) -> template ? t.state))"""

INTEND = """
insert into intents (id, event_id, participant_id, session_id, template, channel, state, reason, told_at, expires_at,
                     before, placed, attendance, useful_until, urgent_from, attempts)
values (:id, :event_id, :participant_id, :session_id, :template, :channel, :state, :reason, :told_at, :expires_at,
        cast(:before as json), :placed, :calendar_entry, :useful_until, :urgent_from, 0)
on conflict do nothing"""

PENDING = """
select id, template, told_at, expires_at, before from intents
where session_id = :session_id and state = 'pending' order by position"""

DATE = "update intents set useful_until = :useful_until, urgent_from = :urgent_from where id = :id"

UNTOLD = """
select distinct on (participant_id, channel) participant_id, channel, before from intents
where session_id = :session_id and template = 'session.changed' and state = 'pending' and not doubtful
order by participant_id, channel, position"""

# What was surely not taken has told nothing.
SAID = """
select participant_id, channel, template, state, said from intents
where session_id = :session_id and said is not null and (state in ('sending', 'sent', 'ambiguous') or doubtful)
order by said_at, position"""

# An ambiguous message may still turn out to be sent, so each announcement has a number.
SUPERSEDE_OF_SESSION = f"""
with found as materialized (
    select id from intents where session_id = :session_id and state = 'pending' and not doubtful and {UNTRUE}
    order by position for update)
update intents set state = 'suppressed', reason = 'superseded', announced = announced + 1
from found where intents.id = found.id returning {SETTLED}"""

SUPERSEDE = f"""
with found as materialized (
    select id from intents where {WAITS} and not doubtful and {UNTRUE}
    order by position limit 1000 for update skip locked)
update intents set state = 'suppressed', reason = 'superseded', announced = announced + 1
from found where intents.id = found.id returning {SETTLED}"""

EXPIRE = f"""
with found as materialized (
    select id from intents where {WAITS} and {FREE} and not doubtful and useful_until <= :business
    order by position limit 1000 for update skip locked)
update intents set state = 'expired', announced = announced + 1
from found where intents.id = found.id returning {SETTLED}"""

EXPIRE_IN_QUIET_HOURS = f"""
with found as materialized (
    select id from intents where {CALM} and useful_until < :too_late
    order by position limit 1000 for update skip locked)
update intents set state = 'expired', reason = 'quiet-hours', announced = announced + 1
from found where intents.id = found.id returning {SETTLED}"""

PUT_OFF = f"""
with found as materialized (
    select id from intents
    where {CALM} and (due_at is null or due_at < :opens_at) and useful_until >= :too_late
    order by position for update skip locked)
update intents set due_at = :opens_at from found where intents.id = found.id
returning intents.id"""

# What one participant is told of a session leaves in its order; what is put off, or waits for its session, is not in
# it yet. One session never waits for another.
CLAIM = f"""
with found as materialized (
    select id, session_id from intents
    where {WAITS} and {RESTED} and {FREE}
      and (doubtful or due_at is null or due_at <= :business or urgent_from <= :business)
      and not exists (
          select from intents before
          where before.participant_id = intents.participant_id and before.session_id = intents.session_id
            and before.channel = intents.channel and before.position < intents.position
            and before.useful_until is not null
            and (before.state = 'sending' or before.state = 'pending'
                 and (before.due_at is null or before.due_at <= :business or before.urgent_from <= :business)))
    order by position limit :limit for update skip locked)
update intents set claimed_by = :claimed_by, claimed_at = clock_timestamp()
from found left join sessions s on s.session_id = found.session_id
where intents.id = found.id
returning intents.id, position, participant_id, intents.session_id, template, channel, attempts, claimed_by, claimed_at,
    expires_at, intents.before, attendance as calendar_entry, urgent_from, doubtful, s.placed, s.sequence,
    s.city, s.venue, s.city_ar, s.venue_ar, s.zone, s.starts_local, s.ends_local, s.starts_at, s.days, s.numbers,
    s.entries, told_at, useful_until"""

# Whoever moves a session meanwhile comes before this or after it, and in the second case knows what was said.
HOLD_SESSIONS = "select from sessions where session_id = any(:session_ids) order by session_id for share"

# The last word before messages leave: what was written is what is still so. What says nothing of a plan needs none.
# What was said later has the later moment, whatever the clocks do: SAID asks for the newest.
STILL_TRUE = f"""intents.state = 'pending' and intents.useful_until > :business and not {UNTRUE}
    and (c.plan_placed is null or exists (
        select from sessions s where s.session_id = intents.session_id and s.placed = c.plan_placed))"""

BEGIN = f"""{_claims_where(STILL_TRUE)} set state = 'sending', attempts = attempts + 1,
    claimed_at = clock_timestamp(), parts = found.in_parts,
    said = cast(cast(:plans as jsonb) -> cast(intents.session_id as text) as json),
    said_at = greatest(clock_timestamp(), (
        select max(before.said_at) + interval '1 microsecond' from intents before
        where before.session_id = intents.session_id and before.participant_id = intents.participant_id
          and before.channel = intents.channel and before.said is not null))
from found where intents.id = found.found_id
returning intents.id, intents.claimed_at"""

# Even what others have called ambiguous meanwhile: this sender knows.
STILL_KNOWN = "intents.state in ('pending', 'sending', 'ambiguous')"

SETTLE = f"""{_claims_where(STILL_KNOWN)} set state = found.ends_in, reason = found.because, not_before = null,
    doubtful = false, parts = case when found.ends_in in ('sent', 'ambiguous') then intents.parts end,
    announced = announced + 1
from found where intents.id = found.found_id
returning {SETTLED}"""

# What was begun and not even tried has cost no attempt, and waits for nothing.
TRY_AGAIN = f"""{_claims_where(STILL_KNOWN)} set state = 'pending', reason = found.because, doubtful = found.in_doubt,
    parts = case when found.in_doubt then intents.parts end, claimed_by = null, claimed_at = null,
    attempts = attempts - found.untried,
    not_before = case when found.untried = 0 then clock_timestamp() + found.pause_s * interval '1 second' end
from found where intents.id = found.found_id"""

POSTPONE = f"""{_claims_where("intents.state = 'pending'")} set attempts = attempts + 1, reason = found.because,
    claimed_by = null, claimed_at = null, not_before = clock_timestamp() + found.pause_s * interval '1 second'
from found where intents.id = found.found_id"""

RELEASE = f"""{_claims_where("intents.state = 'pending'")} set claimed_by = null, claimed_at = null
from found where intents.id = found.found_id"""

BELIEVE = f"""{_claims_where("true")} set doubtful = false, parts = null
from found where intents.id = found.found_id"""

RELEASE_ALL = """
with found as materialized (
    select id from intents where state = 'pending' and channel = :channel and claimed_by = :claimed_by
    order by position for update)
update intents set claimed_by = null, claimed_at = null from found where intents.id = found.id"""

BEGUN_AND_LEFT = f"""
    select id from intents
    where state = 'sending' and channel = :channel
      and case when cast(:claimed_by as text) is null then {RUN_OUT} else claimed_by = :claimed_by end
    order by position limit 1000 for update skip locked"""

# SMTP cannot be asked, so nobody sends that mail again; an SMS gateway can be asked by reference.
DOUBT: dict[Channel, str] = {
    "email": f"""
with found as materialized ({BEGUN_AND_LEFT})
update intents set reason = 'interrupted', state = 'ambiguous', announced = announced + 1
from found where intents.id = found.id returning {SETTLED}""",
    "sms": f"""
with found as materialized ({BEGUN_AND_LEFT})
update intents set reason = 'interrupted', state = 'pending', doubtful = true, claimed_by = null, claimed_at = null
from found where intents.id = found.id returning {SETTLED}""",
}

# Of what a sender had begun nobody knows how it ended: rather no message than two.
LET_GO = f"""
update intents set state = case when state = 'sending' or doubtful then 'ambiguous' else 'suppressed' end,
       reason = case when state = 'sending' or doubtful then 'unknown-outcome' else 'before-the-fence' end,
       claimed_by = null, claimed_at = null, doubtful = false, announced = announced + 1
where state in ('pending', 'sending') returning {SETTLED}"""

# The event that led to a message is not told; its own id stands for it, so that no other row has the same key.
KNOW = """
insert into intents (id, event_id, participant_id, session_id, template, channel, state, reason, told_at, parts,
                     announced, attempts)
values (:message_id, :message_id, :participant_id, :session_id, :template, :channel, :state, :reason, :told_at, :parts,
        :announced, 0)
on conflict (id) do update set state = excluded.state, reason = excluded.reason, parts = excluded.parts,
       announced = excluded.announced, claimed_by = null, claimed_at = null"""

COUNTS = """
select state, template, channel, count(*), coalesce(sum(parts), 0) as parts from intents
group by state, template, channel order by state, template, channel"""

COUNTS_BY_REASON = """
select channel, state, reason, count(*) as messages from intents
group by channel, state, reason order by channel, state, reason"""

LAST_SENT = "select channel, max(claimed_at) as at from intents where state = 'sent' group by channel"

# An intent's dates are business time; attempts are in machine time.
WAITING = """
select channel, kind, max(reason) as reason, count(*) as messages, min(at) as until
from (select channel, reason,
        case when useful_until is null then 'plan'
             when due_at > :business and (urgent_from is null or urgent_from > :business) then 'hours'
             when not_before > clock_timestamp() or reason is not null then 'again' else 'due' end as kind,
        case when due_at > :business then due_at else not_before end as at
      from intents where state = 'pending') as pending
group by channel, kind order by channel, kind"""
