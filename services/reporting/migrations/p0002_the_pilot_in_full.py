"""Attendance, voices, feedback, messages, modules by version; every row names the event that made it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "p0002"
down_revision = "p0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("needs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_assessments")),
    )
    op.create_table(
        "closings",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_closings")),
    )
    op.create_table(
        "feedback",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("feedback_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_feedback")),
    )
    op.create_table(
        "marks",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "block_id", "participant_id", name=op.f("pk_marks")),
    )
    op.create_table(
        "messages",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("parts", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_messages")),
    )
    op.create_table(
        "module_versions",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("module_version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("title_fr", sa.String(), nullable=True),
        sa.Column("title_ar", sa.String(), nullable=True),
        sa.Column("answers", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.PrimaryKeyConstraint("module_id", "module_version", name=op.f("pk_module_versions")),
    )
    op.create_table(
        "need_words",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_need_words")),
    )
    op.create_table(
        "recommendations",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("event_type", sa.String(), nullable=True),
        sa.Column("recommendation_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("wording", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("recommendation_id", name=op.f("pk_recommendations")),
    )
    op.add_column("modules", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("modules", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("organisations", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("organisations", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("participants", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("participants", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("programmes", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("programmes", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("programmes", sa.Column("attribution", sa.String(), server_default="full", nullable=False))
    op.add_column("seats", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("seats", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("event_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("event_type", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("blocks", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column("sessions", sa.Column("plan_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("sessions", sa.Column("plan_told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("plan_event_id", sa.Uuid(), nullable=True))
    op.add_column("sessions", sa.Column("plan_event_type", sa.String(), nullable=True))
    op.execute(
        "insert into module_versions (version, told_at, module_id, module_version, code, minutes, answers)"
        " select version, told_at, module_id, module_version, code, minutes, '{}' from modules"
    )


def downgrade() -> None:
    op.drop_column("sessions", "plan_event_type")
    op.drop_column("sessions", "plan_event_id")
    op.drop_column("sessions", "plan_told_at")
    op.drop_column("sessions", "plan_version")
    op.drop_column("sessions", "blocks")
    op.drop_column("sessions", "event_type")
    op.drop_column("sessions", "event_id")
    op.drop_column("seats", "event_type")
    op.drop_column("seats", "event_id")
    op.drop_column("programmes", "attribution")
    op.drop_column("programmes", "event_type")
    op.drop_column("programmes", "event_id")
    op.drop_column("participants", "event_type")
    op.drop_column("participants", "event_id")
    op.drop_column("organisations", "event_type")
    op.drop_column("organisations", "event_id")
    op.drop_column("modules", "event_type")
    op.drop_column("modules", "event_id")
    op.drop_table("recommendations")
    op.drop_table("need_words")
    op.drop_table("module_versions")
    op.drop_table("messages")
    op.drop_table("marks")
    op.drop_table("feedback")
    op.drop_table("closings")
    op.drop_table("assessments")
