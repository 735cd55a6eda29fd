"""Whether attendance was heard all along; not so of sessions that began before somebody_came was kept."""

import sqlalchemy as sa
from alembic import op

revision = "s0006"
down_revision = "s0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("attendance_heard", sa.Boolean(), nullable=False, server_default="true"))
    op.execute("update session set attendance_heard = false where state = 'open' and starts_at < now()")


def downgrade() -> None:
    op.drop_column("session", "attendance_heard")
