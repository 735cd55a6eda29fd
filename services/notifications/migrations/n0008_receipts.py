"""Receipts: under which names providers have what was handed over, and what became of it."""

import sqlalchemy as sa
from alembic import op

revision = "n0008"
down_revision = "n0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("intents", sa.Column("delivery", sa.String(), nullable=True))
    op.add_column("intents", sa.Column("delivery_reason", sa.String(), nullable=True))
    op.add_column("intents", sa.Column("delivery_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "handed_parts",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("intent_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "reference", name=op.f("pk_handed_parts")),
    )
    op.create_index("ix_handed_parts_intent_id", "handed_parts", ["intent_id"])
    op.create_index("ix_handed_parts_handed_at", "handed_parts", ["handed_at"])
    op.create_table(
        "early_receipts",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "reference", name=op.f("pk_early_receipts")),
    )


def downgrade() -> None:
    op.drop_table("early_receipts")
    op.drop_table("handed_parts")
    for column in ("delivery_at", "delivery_reason", "delivery"):
        op.drop_column("intents", column)
