"""Row-level security: what was sent to people of one region's sessions is seen in that region."""

import sqlalchemy as sa
from alembic import op

from shared.access.reach import FUNCTIONS, OF_REGION, wall

revision = "n0007"
down_revision = "n0006"
branch_labels = None
depends_on = None

OF_SESSION = "exists (select from sessions where sessions.session_id = {}.session_id)"
WALLS = (
    wall("sessions", OF_REGION.format(column="region")),
    *(wall(table, OF_SESSION.format(table)) for table in ("intents", "reminders", "cancellations", "seats")),
)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("region", sa.String()))
    for statement in (*FUNCTIONS, *(part for statements in WALLS for part in statements)):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("without these nobody would be kept from anything")
