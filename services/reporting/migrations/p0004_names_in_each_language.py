"""Donors' names in each language, and cities in Arabic letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "p0004"
down_revision = "p0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.Column("donor_names", postgresql.JSONB(), nullable=False, server_default="[]")
    op.add_column("programmes", names)
    op.add_column("sessions", sa.Column("city_ar", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "city_ar")
    op.drop_column("programmes", "donor_names")
