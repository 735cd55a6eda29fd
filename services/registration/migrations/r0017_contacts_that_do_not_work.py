"""Contacts that do not work: nothing more is sent to them."""

import sqlalchemy as sa
from alembic import op

from shared.access.reach import wall, without_wall

revision = "r0017"
down_revision = "r0016"
branch_labels = None
depends_on = None

PERSON_SEEN = "exists (select from participant where participant.id = participant_id)"


def upgrade() -> None:
    op.create_table(
        "contact_fault",
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_digest", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_contact_fault_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("participant_id", "channel", name=op.f("pk_contact_fault")),
    )
    for statement in wall("contact_fault", PERSON_SEEN):
        op.execute(statement)


def downgrade() -> None:
    for statement in without_wall("contact_fault"):
        op.execute(statement)
    op.drop_table("contact_fault")
