"""Row-level security: whoever sees a session, as its trainer does, sees the room in which it is held."""

from alembic import op

from shared.access.reach import OF_SESSION

revision = "s0009"
down_revision = "s0008"
branch_labels = None
depends_on = None

HELD_THERE = f"id in (select venue_id from session where {OF_SESSION.format(column='session.id')})"


def upgrade() -> None:
    op.execute(f"create policy held_there on venue for select using ({HELD_THERE})")


def downgrade() -> None:
    op.execute("drop policy held_there on venue")
