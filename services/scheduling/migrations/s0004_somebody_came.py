"""Whether attendance has told of somebody in the session: an empty one is not completed at one click."""

import sqlalchemy as sa
from alembic import op

revision = "s0004"
down_revision = "s0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("session", sa.Column("somebody_came", sa.Boolean(), nullable=False, server_default="false"))


def downgrade() -> None:
    op.drop_column("session", "somebody_came")
