"""Programmes, modules, venues, sessions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "s0001"
down_revision = None
branch_labels = ("scheduling",)
depends_on = None


def upgrade() -> None:
    op.execute("create extension if not exists btree_gist")
    op.create_table(
        "module",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("code", name=op.f("uq_module_code")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("donors", sa.ARRAY(sa.String()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_table(
        "venue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_venue_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_table(
        "module_version",
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fr", sa.String(), nullable=False),
        sa.Column("title_ar", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_module_version_minutes")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_module_version_module_id_module")),
        sa.PrimaryKeyConstraint("module_id", "version", name=op.f("pk_module_version")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("venue_id"), "="),
            (sa.text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_session_venue",
        ),
        sa.CheckConstraint("state in ('planned', 'open', 'completed')", name=op.f("ck_session_state")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_session_order")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_session_seats")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_session_programme_id_programme")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_session_venue_id_venue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_table(
        "block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("module_version", sa.Integer(), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_block_order")),
        sa.ForeignKeyConstraint(
            ["module_id", "module_version"],
            ["module_version.module_id", "module_version.version"],
            name=op.f("fk_block_module_id_module_version_module_version"),
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_block_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
    )
    op.create_index(op.f("ix_block_session_id"), "block", ["session_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_block_session_id"), table_name="block")
    op.drop_table("block")
    op.drop_table("session")
    op.drop_table("module_version")
    op.drop_table("venue")
    op.drop_table("programme")
    op.drop_table("module")
