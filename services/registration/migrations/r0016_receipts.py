"""Receipts: what became of messages after they had left."""

import sqlalchemy as sa
from alembic import op

revision = "r0016"
down_revision = "r0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reach", sa.Column("delivery", sa.String(), nullable=True))
    op.add_column("reach", sa.Column("delivery_reason", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("reach", "delivery_reason")
    op.drop_column("reach", "delivery")
