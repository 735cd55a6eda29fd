"""Two channels, seats and reminders by session, cancellations, and what a message needs to be timed and settled."""

import sqlalchemy as sa
from alembic import op

revision = "n0002"
down_revision = "n0001"
branch_labels = None
depends_on = None

OPEN = sa.text("state in ('pending', 'sending')")
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "cancellations",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_cancellations")),
    )
    op.create_table(
        "seats",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attendance", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "participant_id", name=op.f("pk_seats")),
    )
    op.create_table(
        "reminders",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "kind", name=op.f("pk_reminders")),
    )
    op.create_index("ix_reminders_waiting", "reminders", ["due_at"], unique=False, postgresql_where=WAITING)
    op.add_column("intents", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intents", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intents", sa.Column("before", sa.JSON(), nullable=True))
    op.add_column("intents", sa.Column("placed", sa.Integer(), nullable=True))
    op.add_column("intents", sa.Column("attendance", sa.Uuid(), nullable=True))
    op.add_column("intents", sa.Column("urgent_from", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intents", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intents", sa.Column("parts", sa.Integer(), nullable=True))
    op.add_column("intents", sa.Column("doubtful", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("intents", sa.Column("announced", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_intents_open_by_session", "intents", ["session_id"], unique=False, postgresql_where=OPEN)
    op.add_column("sessions", sa.Column("venue", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sessions", sa.Column("placed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sessions", sa.Column("moved_by", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("before", sa.JSON(), nullable=True))
    # What the release before this one left without a date: it dated messages only when it sent them.
    op.execute("update sessions set placed = version")
    op.execute(
        "update intents set useful_until = s.starts_at from sessions s"
        " where s.session_id = intents.session_id and state = 'pending' and useful_until is null"
    )


def downgrade() -> None:
    for column in ("before", "moved_at", "moved_by", "placed", "sequence", "venue"):
        op.drop_column("sessions", column)
    op.drop_index("ix_intents_open_by_session", table_name="intents", postgresql_where=OPEN)
    later = ("announced", "doubtful", "parts", "due_at", "urgent_from", "attendance", "placed", "before", "expires_at")
    for column in (*later, "told_at"):
        op.drop_column("intents", column)
    op.drop_index("ix_reminders_waiting", table_name="reminders", postgresql_where=WAITING)
    for table in ("reminders", "seats", "cancellations"):
        op.drop_table(table)
