"""An index by which it is found at once what one person was told last of a session, while thousands are written to."""

import sqlalchemy as sa
from alembic import op

revision = "n0009"
down_revision = "n0008"
branch_labels = None
depends_on = None

SAID = sa.text("said is not null")


def upgrade() -> None:
    op.create_index(
        "ix_intents_said", "intents", ["session_id", "participant_id", "said_at"], unique=False, postgresql_where=SAID
    )


def downgrade() -> None:
    op.drop_index("ix_intents_said", table_name="intents", postgresql_where=SAID)
