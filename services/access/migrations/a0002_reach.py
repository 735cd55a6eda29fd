"""Row-level security: whoever asks for what is one's own sees nobody else's, and programs are seen by who sees all."""

from alembic import op

from shared.access.reach import FUNCTIONS, WITHOUT_FUNCTIONS, wall, without_wall

revision = "a0002"
down_revision = "a0001"
branch_labels = None
depends_on = None

OWN = "{column} = (select nullif(current_setting('takwin.account', true), ''))::uuid"
WALLS = (
    ("account", OWN.format(column="id")),
    *((table, OWN.format(column="account_id")) for table in ("granted", "way_in", "session", "recovery_code")),
    ("passkey", OWN.format(column="account_id")),
    ("program", "false"),
    ("program_key", "false"),
)


def upgrade() -> None:
    for statement in (*FUNCTIONS, *(part for told in WALLS for part in wall(*told))):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(part for told in WALLS for part in without_wall(told[0])), *WITHOUT_FUNCTIONS):
        op.execute(statement)
