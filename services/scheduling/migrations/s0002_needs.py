"""Needs and what answers them, donors' shares, cancelled sessions that free their venue."""

import sqlalchemy as sa
from alembic import op

revision = "s0002"
down_revision = "s0001"
branch_labels = None
depends_on = None

# Alembic's own call takes no expression as an element.
NOT_TWICE = (
    'alter table "session" add constraint ex_session_venue'
    " exclude using gist (venue_id with =, tstzrange(starts_at, ends_at) with &&)"
)


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_table(
        "need",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("assessment_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("voiced_by", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_need_assessment_id_assessment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_assessment_id"), "need", ["assessment_id"], unique=False)
    op.create_table(
        "answer",
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("module_version", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["module_id", "module_version"],
            ["module_version.module_id", "module_version.version"],
            name=op.f("fk_answer_module_id_module_version_module_version"),
        ),
        sa.ForeignKeyConstraint(["need_id"], ["need.id"], name=op.f("fk_answer_need_id_need")),
        sa.PrimaryKeyConstraint("module_id", "module_version", "need_id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_need_id"), "answer", ["need_id"], unique=False)
    op.add_column("programme", sa.Column("attribution", sa.String(), server_default="full", nullable=False))
    op.create_check_constraint(
        op.f("ck_programme_attribution"), "programme", "attribution in ('full', 'split', 'lead')"
    )
    op.create_index(op.f("ix_block_module_id_module_version"), "block", ["module_id", "module_version"], unique=False)
    op.add_column("session", sa.Column("cancel_reason", sa.String(), nullable=True))
    op.drop_constraint(op.f("ck_session_state"), "session")
    op.create_check_constraint(
        op.f("ck_session_state"), "session", "state in ('planned', 'open', 'completed', 'cancelled')"
    )
    op.create_check_constraint(
        op.f("ck_session_cancel_reason"), "session", "(state = 'cancelled') = (cancel_reason is not null)"
    )
    op.drop_constraint("ex_session_venue", "session")
    op.execute(f"{NOT_TWICE} where (state <> 'cancelled')")


def downgrade() -> None:
    op.drop_constraint("ex_session_venue", "session")
    op.execute(NOT_TWICE)
    op.drop_constraint(op.f("ck_session_cancel_reason"), "session")
    op.drop_constraint(op.f("ck_session_state"), "session")
    op.create_check_constraint(op.f("ck_session_state"), "session", "state in ('planned', 'open', 'completed')")
    op.drop_column("session", "cancel_reason")
    op.drop_index(op.f("ix_block_module_id_module_version"), table_name="block")
    op.drop_constraint(op.f("ck_programme_attribution"), "programme")
    op.drop_column("programme", "attribution")
    op.drop_index(op.f("ix_answer_need_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(op.f("ix_need_assessment_id"), table_name="need")
    op.drop_table("need")
    op.drop_table("assessment")
