"""Row-level security: what was sent to people of one region's sessions is seen in that region."""

import sqlalchemy as sa
from alembic import op

from shared.access.reach import (
    FUNCTIONS,
    OF_REGION,
    WITHOUT_FUNCTIONS,
    wall,
    without_wall,
)

revision = "n0007"
down_revision = "n0006"
branch_labels = None
depends_on = None

OF_SESSION = "exists (select from sessions where sessions.session_id = {}.session_id)"
WALLS: tuple[tuple[str, ...], ...] = (
    ("sessions", OF_REGION.format(column="region")),
    *((table, OF_SESSION.format(table)) for table in ("intents", "reminders", "cancellations", "seats")),
)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("region", sa.String()))
    for statement in (*FUNCTIONS, *(part for told in WALLS for part in wall(*told))):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(part for told in WALLS for part in without_wall(told[0])), *WITHOUT_FUNCTIONS):
        op.execute(statement)
    op.drop_column("sessions", "region")
