"""Contents of a file beside its cells, such as hidden rows, and choices about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people_import", sa.Column("beside", sa.LargeBinary(), nullable=True))
    op.add_column("people_import", sa.Column("choices", postgresql.JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("people_import", "choices")
    op.drop_column("people_import", "beside")
