"""Lists of people: as they were sent, the verdicts on their rows, and which rows were taken over."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0003"
down_revision = "r0002"
branch_labels = None
depends_on = None

VERDICTS = "('new', 'changed', 'unchanged', 'problem')"


def upgrade() -> None:
    op.create_table(
        "people_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("heading_row", sa.Integer(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("associations", postgresql.JSONB(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('unclear', 'checked', 'confirmed', 'done', 'failed')", name=op.f("ck_people_import_state")
        ),
        sa.CheckConstraint("done between 0 and total", name=op.f("ck_people_import_done")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_people_import_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    op.create_index(
        "ix_people_import_confirmed", "people_import", ["id"], postgresql_where=sa.text("state = 'confirmed'")
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("seat", sa.String(), nullable=True),
        sa.Column("problems", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(f"verdict in {VERDICTS}", name=op.f("ck_import_row_verdict")),
        sa.CheckConstraint(f"outcome in {VERDICTS}", name=op.f("ck_import_row_outcome")),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_import_row_import_id_people_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_row")),
    )
    op.create_table(
        "row_taken",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_row_taken_participant_id_participant"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_row_taken_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_taken")),
    )
    op.create_index(op.f("ix_row_taken_participant_id"), "row_taken", ["participant_id"])
    op.create_index(
        "uq_row_taken", "row_taken", ["fingerprint", "session_id"], unique=True, postgresql_nulls_not_distinct=True
    )


def downgrade() -> None:
    for table in ("row_taken", "import_row", "people_import"):
        op.drop_table(table)
