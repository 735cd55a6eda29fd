"""The days of a session, their numbers in calendars, and the highest number there has been."""

import sqlalchemy as sa
from alembic import op

revision = "n0005"
down_revision = "n0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("days", sa.JSON(), nullable=True))
    op.add_column("sessions", sa.Column("numbers", sa.JSON(), nullable=True))
    op.add_column("sessions", sa.Column("entries", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    for column in ("entries", "numbers", "days"):
        op.drop_column("sessions", column)
