"""A room is held on the days of a session, not on the nights and days off between them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE

revision = "s0003"
down_revision = "s0002"
branch_labels = None
depends_on = None

OCCUPIED = "coalesce(booked, tstzmultirange(tstzrange(starts_at, ends_at)))"
# By date here, which is how sessions have been planned; the service itself also looks at long pauses in a date.
FILL = """
update session s set booked = days.booked from (
    select session_id, range_agg(tstzrange(
        case when starts_on = first_on then least(starts_at, began_at) else starts_at end,
        case when ends_on = last_on then greatest(ends_at, ended_at) else ends_at end)) as booked
    from (
        select b.session_id, t.starts_at as began_at, t.ends_at as ended_at,
               min(b.starts_at) as starts_at, max(b.ends_at) as ends_at,
               (min(b.starts_at) at time zone t.zone)::date as starts_on,
               (t.starts_at at time zone t.zone)::date as first_on,
               (max(b.ends_at) at time zone t.zone)::date as ends_on,
               (t.ends_at at time zone t.zone)::date as last_on
        from block b join session t on t.id = b.session_id
        group by b.session_id, t.starts_at, t.ends_at, t.zone, (b.starts_at at time zone t.zone)::date
    ) of_a_date group by session_id
) days where days.session_id = s.id"""


# Alembic's own call takes no expression as an element.
FREE = "alter table session drop constraint ex_session_venue"
NOT_TWICE = (
    "alter table session add constraint ex_session_venue"
    " exclude using gist (venue_id with =, ({}) with &&) where (state <> 'cancelled')"
)


def upgrade() -> None:
    op.add_column("session", sa.Column("booked", TSTZMULTIRANGE(), nullable=True))
    op.execute(FILL)
    # The release before meets no refusal that it did not meet: every booking that its rule allows, this one allows.
    op.execute(FREE)
    op.execute(NOT_TWICE.format(OCCUPIED))


def downgrade() -> None:
    op.execute(FREE)
    op.execute(NOT_TWICE.format("tstzrange(starts_at, ends_at)"))
    op.drop_column("session", "booked")
