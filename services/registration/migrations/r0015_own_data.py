"""What people may ask about their own data: consent in their words, requests, answers; and who is forgotten."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.access.reach import wall, without_wall

revision = "r0015"
down_revision = "r0014"
branch_labels = None
depends_on = None

PERSON_SEEN = "exists (select from participant where participant.id = participant_id)"
WALLS = (
    ("consent", PERSON_SEEN),
    ("data_request", PERSON_SEEN),
    ("data_answer", "exists (select from data_request where data_request.id = request_id)"),
)


def upgrade() -> None:
    op.add_column(
        "participant", sa.Column("recorded_on", sa.Date(), nullable=False, server_default=sa.func.current_date())
    )
    op.add_column("participant", sa.Column("erased_at", sa.DateTime(timezone=True)))
    op.create_table(
        "consent",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose in ('messages', 'further-trainings')", name=op.f("ck_consent_purpose")),
        sa.CheckConstraint("language in ('fr', 'ar')", name=op.f("ck_consent_language")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_consent_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_participant_id", "consent", ["participant_id", "purpose", "id"])
    op.create_table(
        "data_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String()),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('copy', 'erasure', 'retention')", name=op.f("ck_data_request_kind")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_data_request_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_request")),
    )
    op.create_index(op.f("ix_data_request_participant_id"), "data_request", ["participant_id"])
    op.create_index(
        "uq_data_request_open",
        "data_request",
        ["participant_id", "kind"],
        unique=True,
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "data_answer",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("rows", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["data_request.id"], name=op.f("fk_data_answer_request_id_data_request"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "service", name=op.f("pk_data_answer")),
    )
    for told in WALLS:
        for statement in wall(*told):
            op.execute(statement)


def downgrade() -> None:
    for name, _ in reversed(WALLS):
        for statement in without_wall(name):
            op.execute(statement)
        op.drop_table(name)
    op.drop_column("participant", "erased_at")
    op.drop_column("participant", "recorded_on")
