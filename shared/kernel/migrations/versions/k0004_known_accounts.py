"""Accounts as access tells them: what each may do, and by which keys it comes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "k0004"
down_revision = "k0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_account",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("grants", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_known_account"),
    )
    op.create_table(
        "known_key",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("strong", sa.Boolean(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["known_account.account_id"], name="fk_known_key_account_id_known_account"
        ),
        sa.PrimaryKeyConstraint("digest", name="pk_known_key"),
    )
    op.create_index("ix_known_key_account_id", "known_key", ["account_id"])


def downgrade() -> None:
    op.drop_table("known_key")
    op.drop_table("known_account")
