"""The names of rooms and their cities in Arabic letters."""

import sqlalchemy as sa
from alembic import op

revision = "s0005"
down_revision = "s0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("venue", sa.Column("name_ar", sa.String(), nullable=True))
    op.add_column("venue", sa.Column("city_ar", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("venue", "city_ar")
    op.drop_column("venue", "name_ar")
