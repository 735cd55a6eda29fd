"""Audit: who did what and who looked at whom, its chain, and the heads of it that were told."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.access.reach import ADDED_TO

revision = "k0005"
down_revision = "k0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("subjects", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit"),
    )
    op.create_index("ix_audit_caller", "audit", ["caller", "position"])
    op.create_index("ix_audit_subjects", "audit", ["subjects"], postgresql_using="gin")
    op.create_table(
        "audit_link",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_link"),
    )
    op.create_index("uq_audit_link_position", "audit_link", ["position"], unique=True)
    op.create_table(
        "audit_head",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("links", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_audit_head"),
    )
    for statement in ADDED_TO:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_link")
    op.drop_table("audit")
