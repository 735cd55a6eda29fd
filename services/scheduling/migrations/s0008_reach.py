"""Row-level security: a planner of one region sees its sessions, rooms and needs, and no other's."""

from alembic import op

from shared.access.reach import (
    FUNCTIONS,
    OF_PLACE,
    OF_REGION,
    OF_SESSION,
    WITHOUT_FUNCTIONS,
    wall,
    without_wall,
)

revision = "s0008"
down_revision = "s0007"
branch_labels = None
depends_on = None

REGION, PLACE = OF_REGION.format(column="region"), OF_PLACE.format(column="region")
WALLS: tuple[tuple[str, ...], ...] = (
    ("session", f"{REGION} or {PLACE} or {OF_SESSION.format(column='id')}"),
    ("block", "exists (select from session where session.id = session_id)"),
    ("venue", f"{REGION} or {PLACE}"),
    ("assessment", REGION),
    ("need", "exists (select from assessment where assessment.id = assessment_id)"),
)


def upgrade() -> None:
    for statement in (*FUNCTIONS, *(part for told in WALLS for part in wall(*told))):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(part for told in WALLS for part in without_wall(told[0])), *WITHOUT_FUNCTIONS):
        op.execute(statement)
