"""Seats that came free when the session was over, and went to nobody though people wait."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

WAITING = "waiting >= 0 and (waiting = 0 or taken >= seats or stay_free or state in ('completed', 'cancelled'))"


def upgrade() -> None:
    op.add_column("session", sa.Column("stay_free", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_constraint(op.f("ck_session_waiting"), "session", type_="check")
    op.create_check_constraint(op.f("ck_session_waiting"), "session", WAITING)
