"""Statements of delivery, each whole and with a name. Whatever is told of one message is told under its row's lock."""

from services.notifications.delivery.domain import COMPLAINT, RANKS

RANKED = "array_position(array[{}], {{}})".format(", ".join(f"'{rank}'" for rank in RANKS))
TELLS = """intents.id as message_id, participant_id, session_id, template, channel, delivery as state,
    delivery_reason as reason, announced"""

HAND = """
insert into handed_parts (provider, reference, intent_id, part, handed_at)
select provider, reference, intent_id, part, clock_timestamp()
from jsonb_to_recordset(cast(:rows as jsonb)) as told(provider text, reference text, intent_id uuid, part integer)
order by provider, reference
on conflict (provider, reference) do update set intent_id = excluded.intent_id, part = excluded.part,
    handed_at = excluded.handed_at, state = null, reason = null, told_at = null"""

KEEP = """
insert into early_receipts (provider, reference, state, reason, told_at, kept_at)
select provider, reference, state, reason, told_at, clock_timestamp()
from jsonb_to_recordset(cast(:rows as jsonb))
    as told(provider text, reference text, state text, reason text, told_at timestamptz)
order by provider, reference
on conflict (provider, reference) do update set state = excluded.state, reason = excluded.reason,
    told_at = excluded.told_at
where early_receipts.state = 'undelivered'"""

OF_PARTS = "early_receipts early join handed_parts part using (provider, reference)"
MATCHING = f"select distinct intent_id from {OF_PARTS} where reference = any(:references) order by intent_id"
ALL_MATCHING = f"select distinct intent_id from {OF_PARTS} order by intent_id limit 1000"

HOLD = "select from intents where id = any(:intents) order by id for update"

# A part that was delivered stays so.
SPEAK = """
with said as (
    delete from early_receipts early using handed_parts part
    where part.provider = early.provider and part.reference = early.reference and part.intent_id = any(:intents)
    returning early.*)
update handed_parts part set state = said.state, reason = said.reason, told_at = said.told_at
from said
where part.provider = said.provider and part.reference = said.reference
  and (part.state is null or part.state = 'undelivered' and said.state = 'delivered')"""

# A part may have been handed over more than once, and a message to more than one provider: one that brought all of it
# is enough, and it is lost only where each of them has lost something.
JUDGE = """
with parts as (
    select intent_id, provider, part, bool_or(state is not distinct from 'delivered') as came,
           bool_and(state is not distinct from 'undelivered') as lost, max(reason) as reason, max(told_at) as told_at
    from handed_parts where intent_id = any(:intents) group by intent_id, provider, part),
by_provider as (
    select intent_id, bool_and(came) as came, bool_or(lost) as lost, max(told_at) as told_at,
           max(reason) filter (where lost) as lost_by, max(reason) filter (where came) as came_by
    from parts group by intent_id, provider),
judged as (
    select intent_id, bool_or(came) as came, bool_and(lost) as lost, max(told_at) as told_at,
           max(lost_by) as lost_by, max(came_by) as came_by
    from by_provider group by intent_id)
select intent_id as id, case when came then 'delivered' else 'undelivered' end as state,
       case when came then came_by else lost_by end as reason, told_at
from judged where came or lost"""

# What was delivered is never undone; whoever complains afterwards wants no more.
NOTE = f"""
update intents set delivery = told.state, delivery_reason = told.reason, delivery_at = told.told_at,
    announced = announced + 1
from jsonb_to_recordset(cast(:rows as jsonb)) as told(id uuid, state text, reason text, told_at timestamptz)
where intents.id = told.id
  and (coalesce({RANKED.format("delivery")}, 0) < {RANKED.format("told.state")}
       or delivery = told.state and told.reason = '{COMPLAINT}' and delivery_reason is distinct from '{COMPLAINT}')
returning {TELLS}"""

UNCONFIRMED = f"""
with found as materialized (
    select id from intents
    where state = 'sent' and delivery is null
      and id in (select intent_id from handed_parts where handed_at < clock_timestamp() - cast(:after as interval))
      and not exists (
          select from handed_parts part where part.intent_id = intents.id
            and part.handed_at >= clock_timestamp() - cast(:after as interval))
    order by id limit 1000 for update skip locked)
update intents set delivery = 'unconfirmed', announced = announced + 1
from found where intents.id = found.id returning {TELLS}"""

FORGET_RECEIPTS = "delete from early_receipts where kept_at < clock_timestamp() - cast(:kept_for as interval)"
FORGET_PARTS = "delete from handed_parts where handed_at < clock_timestamp() - cast(:handed_for as interval)"

KNOW = """
update intents set delivery = told.state, delivery_reason = told.reason,
    announced = greatest(intents.announced, told.announced)
from jsonb_to_recordset(cast(:rows as jsonb)) as told(id uuid, state text, reason text, announced integer)
where intents.id = told.id"""

COUNTS = """
select channel, delivery, delivery_reason as reason, count(*) from intents where delivery is not null
group by channel, delivery, delivery_reason order by channel, delivery, delivery_reason"""
