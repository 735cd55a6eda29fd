"""Questions of a list and their answers, remarks beside its rows, and columns that were chosen by hand."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people_import", sa.Column("asked", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("people_import", sa.Column("answers", postgresql.JSONB(), nullable=False, server_default="{}"))
    op.add_column("people_import", sa.Column("remembered", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("import_row", sa.Column("notes", postgresql.JSONB(), nullable=False, server_default="[]"))
    op.add_column("import_row", sa.Column("same_as", sa.Integer(), nullable=True))
    op.create_table(
        "columns_chosen",
        sa.Column("headings", sa.LargeBinary(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("headings", name=op.f("pk_columns_chosen")),
    )


def downgrade() -> None:
    op.drop_table("columns_chosen")
    op.drop_column("import_row", "same_as")
    op.drop_column("import_row", "notes")
    op.drop_column("people_import", "remembered")
    op.drop_column("people_import", "answers")
    op.drop_column("people_import", "asked")
