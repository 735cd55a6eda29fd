"""Names in two scripts, routes, offers, blocks, attendance, voices, reach."""

import unicodedata
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

E164 = "phone ~ '^\\+[1-9][0-9]{5,14}$'"
PHONE_KINDS = "phone_kind in ('mobile', 'landline', 'other')"
NAMED = """(given_name is not null and family_name is not null)
 or (given_name_ar is not null and family_name_ar is not null)"""


def upgrade() -> None:
    _organisations()
    _participants()
    _sessions()
    _registrations()
    _attendance()
    _voices()
    _contacts_and_reach()


def _organisations() -> None:
    for name in ("name_ar", "email", "phone", "phone_kind", "name_key", "name_ar_key"):
        op.add_column("organisation", sa.Column(name, sa.String(), nullable=True))
    op.create_check_constraint(op.f("ck_organisation_phone"), "organisation", E164)
    op.create_check_constraint(op.f("ck_organisation_phone_kind"), "organisation", PHONE_KINDS)
    op.create_check_constraint(
        op.f("ck_organisation_phone_has_kind"), "organisation", "(phone is null) = (phone_kind is null)"
    )
    op.create_check_constraint(op.f("ck_organisation_email"), "organisation", "email = lower(email)")
    rows = op.get_bind().execute(sa.text("select id, region, name from organisation order by id")).all()
    first = {(region, _key(name)): id_ for id_, region, name in reversed(rows)}  # a later double stays without a key
    _write_keys("organisation", {id_: key for (_, key), id_ in first.items()})
    op.create_index("uq_organisation_name", "organisation", ["region", "name_key"], unique=True)
    op.create_index("uq_organisation_name_ar", "organisation", ["region", "name_ar_key"], unique=True)


def _participants() -> None:
    op.alter_column("participant", "given_name", existing_type=sa.String(), nullable=True)
    op.alter_column("participant", "family_name", existing_type=sa.String(), nullable=True)
    for name in ("given_name_ar", "family_name_ar", "name_key", "name_ar_key"):
        op.add_column("participant", sa.Column(name, sa.String(), nullable=True))
    op.add_column("participant", sa.Column("route", sa.String(), server_default="none", nullable=False))
    op.add_column("participant", sa.Column("opted_out", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "update participant set route = case when phone_kind = 'mobile' then 'phone'"
        " when email is not null then 'email' else 'none' end"
    )
    rows = op.get_bind().execute(sa.text("select id, given_name, family_name from participant")).all()
    _write_keys("participant", {id_: _key(f"{given} {family}") for id_, given, family in rows})
    for name, rule in {
        "named": NAMED,
        "route": "route in ('phone', 'relay', 'email', 'none')",
        "route_phone": "route <> 'phone' or coalesce(phone_kind, '') = 'mobile'",
        "route_email": "route <> 'email' or email is not null",
    }.items():
        op.create_check_constraint(op.f(f"ck_participant_{name}"), "participant", rule)
    op.create_index("ix_participant_name", "participant", ["organisation_id", "name_key"])
    op.create_index("ix_participant_name_ar", "participant", ["organisation_id", "name_ar_key"])
    op.create_table(
        "participant_seen",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_participant_seen_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant_seen")),
    )
    op.create_index(op.f("ix_participant_seen_participant_id"), "participant_seen", ["participant_id"])


def _sessions() -> None:
    for name in ("plan_heard", "offered", "surplus", "attendance_version"):
        op.add_column("session", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    op.execute("update session set plan_heard = 1 where seats is not null")
    op.add_column("session", sa.Column("venue", sa.String(), nullable=True))
    op.add_column("session", sa.Column("cancel_reason", sa.String(), nullable=True))
    op.add_column("session", sa.Column("attendance_closed_at", sa.DateTime(timezone=True), nullable=True))
    for name, rule in {
        "state": "state in ('planned', 'open', 'completed', 'cancelled')",
        "taken": "taken >= 0",
        "waiting": "waiting >= 0 and (waiting = 0 or taken >= seats or state in ('completed', 'cancelled'))",
    }.items():
        op.drop_constraint(op.f(f"ck_session_{name}"), "session")
        op.create_check_constraint(op.f(f"ck_session_{name}"), "session", rule)
    op.create_check_constraint(op.f("ck_session_offered"), "session", "offered between 0 and taken")
    op.create_check_constraint(op.f("ck_session_surplus"), "session", "surplus = greatest(taken - seats, 0)")
    op.create_table(
        "block",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("module_id", sa.Uuid(), nullable=False),
        sa.Column("module_version", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_block_minutes")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_block_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_block")),
    )
    op.create_index(op.f("ix_block_session_id"), "block", ["session_id"])


def _registrations() -> None:
    op.add_column("registration", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_registration_state"), "registration")
    op.create_check_constraint(
        op.f("ck_registration_state"), "registration", "state in ('registered', 'waiting', 'offered', 'withdrawn')"
    )
    op.create_check_constraint(
        op.f("ck_registration_offer_expires"), "registration", "(state = 'offered') = (expires_at is not null)"
    )
    op.create_index(
        "ix_registration_offers", "registration", ["expires_at"], postgresql_where=sa.text("state = 'offered'")
    )


def _attendance() -> None:
    op.create_table(
        "attendance",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("block_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state in ('present', 'late', 'partial', 'excused', 'absent')", name=op.f("ck_attendance_state")
        ),
        sa.CheckConstraint(
            "minutes >= 0 and (minutes = 0) = (state in ('excused', 'absent'))", name=op.f("ck_attendance_minutes")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_attendance_session_id_session")),
        sa.ForeignKeyConstraint(["block_id"], ["block.id"], name=op.f("fk_attendance_block_id_block")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_attendance_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("session_id", "block_id", "participant_id", name=op.f("pk_attendance")),
    )


def _voices() -> None:
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("language in ('fr', 'ar')", name=op.f("ck_recommendation_language")),
        sa.CheckConstraint("(released_at is null) = (released_by is null)", name=op.f("ck_recommendation_released")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_recommendation_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_index(op.f("ix_recommendation_session_id"), "recommendation", ["session_id"])
    op.create_table(
        "feedback_giver",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_feedback_giver_session_id_session")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_feedback_giver_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("session_id", "participant_id", name=op.f("pk_feedback_giver")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("usefulness", sa.Integer(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.CheckConstraint("usefulness between 1 and 5", name=op.f("ck_feedback_usefulness")),
        sa.CheckConstraint("method between 1 and 5", name=op.f("ck_feedback_method")),
        sa.CheckConstraint("organisation between 1 and 5", name=op.f("ck_feedback_organisation")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_feedback_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_session_id"), "feedback", ["session_id"])


def _contacts_and_reach() -> None:
    op.add_column("contacts_read", sa.Column("session_id", sa.Uuid(), nullable=True))
    op.create_table(
        "contacts_given",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "day", name=op.f("pk_contacts_given")),
    )
    op.create_table(
        "reach",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("participant_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "participant_id", "template", "channel", name=op.f("pk_reach")),
    )


def _write_keys(table: str, keys: dict[UUID, str]) -> None:
    """Store what names are found again by."""
    if keys:
        values = [{"id": id_, "key": key} for id_, key in keys.items()]
        op.get_bind().execute(sa.text(f"update {table} set name_key = nullif(:key, '') where id = :id"), values)


def _key(name: str) -> str:
    """Return the name as people.domain.matching saw it when this migration was written."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("\u0640", "")
    plain = plain.replace("\u0671", "\u0627").replace("\u0649", "\u064a")
    marks = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in marks).split())


def downgrade() -> None:
    """There is no way back: what was told since could not be kept."""
    raise NotImplementedError
