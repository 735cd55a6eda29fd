"""Row-level security: who reads for one region reads what lies in it."""

from alembic import op

from shared.access.reach import (
    FUNCTIONS,
    OF_REGION,
    WITHOUT_FUNCTIONS,
    wall,
    without_wall,
)

revision = "p0005"
down_revision = "p0004"
branch_labels = None
depends_on = None

REGION = OF_REGION.format(column="region")
OF_SESSION = "exists (select from sessions where sessions.session_id = {}.session_id)"
OF_REGION_TABLES = (
    *("sessions", "seats", "marks", "closings", "organisations"),
    *("assessments", "need_words", "recommendations", "feedback"),
)
SEATED = "exists (select from seats where seats.participant_id = participants.participant_id)"
OF_ITS_ORGANISATION = (
    "exists (select from organisations where organisations.organisation_id = participants.organisation_id)"
)
WALLS: tuple[tuple[str, ...], ...] = (
    *((table, REGION) for table in OF_REGION_TABLES),
    *((table, OF_SESSION.format(table)) for table in ("tellings", "messages")),
    ("participants", f"{SEATED} or {OF_ITS_ORGANISATION}"),
)


def upgrade() -> None:
    for statement in (*FUNCTIONS, *(part for told in WALLS for part in wall(*told))):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(part for told in WALLS for part in without_wall(told[0])), *WITHOUT_FUNCTIONS):
        op.execute(statement)
