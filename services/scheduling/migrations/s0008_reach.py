"""Row-level security: a planner of one region sees its sessions, rooms and needs, and no other's."""

from alembic import op

from shared.access.reach import FUNCTIONS, OF_PLACE, OF_REGION, OF_SESSION, wall

revision = "s0008"
down_revision = "s0007"
branch_labels = None
depends_on = None

REGION, PLACE = OF_REGION.format(column="region"), OF_PLACE.format(column="region")
WALLS = (
    wall("session", f"{REGION} or {PLACE} or {OF_SESSION.format(column='id')}"),
    wall("block", "exists (select from session where session.id = session_id)"),
    wall("venue", f"{REGION} or {PLACE}"),
    wall("assessment", REGION),
    wall("need", "exists (select from assessment where assessment.id = assessment_id)"),
)


def upgrade() -> None:
    for statement in (*FUNCTIONS, *(part for statements in WALLS for part in statements)):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("without these nobody would be kept from anything")
