"""Organisations, participants, sessions and their seats."""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None
branch_labels = ("registration",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts_read",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts_read")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("starts_local", sa.DateTime(), nullable=True),
        sa.Column("ends_local", sa.DateTime(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("last_place", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('planned', 'open', 'completed')", name=op.f("ck_session_state")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_session_seats")),
        sa.CheckConstraint("taken between 0 and seats", name=op.f("ck_session_taken")),
        sa.CheckConstraint("waiting >= 0 and (waiting = 0 or taken = seats)", name=op.f("ck_session_waiting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("first_timer", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("phone_kind", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("language in ('fr', 'ar')", name=op.f("ck_participant_language")),
        sa.CheckConstraint("phone ~ '^\\+[1-9][0-9]{5,14}$'", name=op.f("ck_participant_phone")),
        sa.CheckConstraint("phone_kind in ('mobile', 'landline', 'other')", name=op.f("ck_participant_phone_kind")),
        sa.CheckConstraint("sex in ('woman', 'man', 'unknown')", name=op.f("ck_participant_sex")),
        sa.CheckConstraint("(phone is null) = (phone_kind is null)", name=op.f("ck_participant_phone_has_kind")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_participant_email")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_participant_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("email", name=op.f("uq_participant_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_participant_phone")),
    )
    op.create_index(op.f("ix_participant_organisation_id"), "participant", ["organisation_id"], unique=False)
    op.create_table(
        "registration",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('registered', 'waiting', 'withdrawn')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_registration_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_registration_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
    )
    op.create_index(op.f("ix_registration_participant_id"), "registration", ["participant_id"], unique=False)
    op.create_index("ix_registration_queue", "registration", ["session_id", "place"], unique=True)
    op.create_index(
        "uq_registration_active",
        "registration",
        ["session_id", "participant_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )


def downgrade() -> None:
    op.drop_index("uq_registration_active", table_name="registration", postgresql_where=sa.text("state <> 'withdrawn'"))
    op.drop_index("ix_registration_queue", table_name="registration")
    op.drop_index(op.f("ix_registration_participant_id"), table_name="registration")
    op.drop_table("registration")
    op.drop_index(op.f("ix_participant_organisation_id"), table_name="participant")
    op.drop_table("participant")
    op.drop_table("session")
    op.drop_table("organisation")
    op.drop_table("contacts_read")
