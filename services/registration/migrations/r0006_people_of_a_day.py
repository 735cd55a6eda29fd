"""People whose contacts were handed out today, so that a cap counts people."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts_today",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "participant_id", name=op.f("pk_contacts_today")),
    )


def downgrade() -> None:
    op.drop_table("contacts_today")
