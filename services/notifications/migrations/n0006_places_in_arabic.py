"""The names of a session's city and room in Arabic letters."""

import sqlalchemy as sa
from alembic import op

revision = "n0006"
down_revision = "n0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sessions", sa.Column("city_ar", sa.String(), nullable=True))
    op.add_column("sessions", sa.Column("venue_ar", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("sessions", "venue_ar")
    op.drop_column("sessions", "city_ar")
