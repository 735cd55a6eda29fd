"""Since when an event waits in the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "k0002"
down_revision = "k0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    written_at = sa.Column("written_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=True)
    op.add_column("outbox", written_at)


def downgrade() -> None:
    op.drop_column("outbox", "written_at")
