"""The names of a session's city and room in Arabic letters."""

import sqlalchemy as sa
from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("city_ar", sa.String(), nullable=True))
    op.add_column("session", sa.Column("venue_ar", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("session", "venue_ar")
    op.drop_column("session", "city_ar")
