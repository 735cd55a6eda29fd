"""Identities: who comes by a provider of OpenID Connect is known again by its subject."""

import sqlalchemy as sa
from alembic import op

from shared.access.reach import wall

revision = "a0004"
down_revision = "a0003"
branch_labels = None
depends_on = None

OWN = "account_id = (select nullif(current_setting('takwin.account', true), ''))::uuid"


def upgrade() -> None:
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_identity_account_id_account")),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
        sa.UniqueConstraint("account_id", "issuer", name=op.f("uq_identity_account_id_issuer")),
    )
    for statement in wall("identity", OWN):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("identity")
