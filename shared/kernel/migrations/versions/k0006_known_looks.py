"""Looks at regions, kept for a day after they end."""

import sqlalchemy as sa
from alembic import op

revision = "k0006"
down_revision = "k0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_look",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "region", "ends_at", name="pk_known_look"),
    )


def downgrade() -> None:
    op.drop_table("known_look")
