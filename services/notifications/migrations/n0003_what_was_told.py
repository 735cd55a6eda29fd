"""History of what was told: where and when a session is, so that a move taken back is told to who heard of it."""

import sqlalchemy as sa
from alembic import op

revision = "n0003"
down_revision = "n0002"
branch_labels = None
depends_on = None

SAID = sa.text("said is not null")


def upgrade() -> None:
    op.add_column("intents", sa.Column("said", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("intents", sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_intents_said_by_session", "intents", ["session_id"], unique=False, postgresql_where=SAID)


def downgrade() -> None:
    op.drop_index("ix_intents_said_by_session", table_name="intents", postgresql_where=SAID)
    for column in ("said_at", "said"):
        op.drop_column("intents", column)
