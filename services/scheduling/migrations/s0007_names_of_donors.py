"""Donors' names in each language."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "s0007"
down_revision = "s0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.Column("donor_names", postgresql.JSONB(), nullable=False, server_default="[]")
    op.add_column("programme", names)


def downgrade() -> None:
    op.drop_column("programme", "donor_names")
