"""Names are found whichever way they are typed: their keys anew, and what they sound like."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from services.registration.people.naming import key_of, letters_of
from services.registration.people.sounds import kept

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None

HALVES = ("given_name", "family_name")
HALVES_AR = ("given_name_ar", "family_name_ar")
ORGANISATION = ("region", "name", "name_ar", "name_key", "name_ar_key")


def upgrade() -> None:
    # The rules of today, not a copy: who changes how names are folded writes all keys anew, as here.
    op.add_column("participant", sa.Column("sound", sa.String(), nullable=True))
    _write(
        "participant",
        ("name_key", "name_ar_key", "sound"),
        [_of_person(row) for row in _rows("participant", *HALVES, *HALVES_AR)],
    )
    organisations = _rows("organisation", *ORGANISATION)
    for script in ("name", "name_ar"):
        _write("organisation", (f"{script}_key",), list(_of_organisations(organisations, script)))


def _rows(table: str, *columns: str) -> Sequence[sa.RowMapping]:
    query = sa.text(f"select id, {', '.join(columns)} from {table} order by id")
    return op.get_bind().execute(query).mappings().all()


def _of_person(row: sa.RowMapping) -> dict[str, Any]:
    latin, arabic = (letters_of(*(row[half] for half in halves)) for halves in (HALVES, HALVES_AR))
    sound = kept(*(row[half] for half in (*HALVES, *HALVES_AR)))
    return {"id": row["id"], "name_key": latin, "name_ar_key": arabic, "sound": sound}


def _of_organisations(rows: Sequence[sa.RowMapping], script: str) -> Iterator[dict[str, Any]]:
    """Yield the new keys; of several in one region that are now one, all but the first stay as they are."""
    column = f"{script}_key"
    taken = {(row["region"], row[column]) for row in rows if row[column] is not None}
    for row in rows:
        new = (row["region"], key_of(row[script]))
        if row[column] is not None and new not in taken:
            taken.add(new)
            yield {"id": row["id"], column: new[1]}


def _write(table: str, columns: Sequence[str], values: list[dict[str, Any]]) -> None:
    if values:
        put = ", ".join(f"{column} = :{column}" for column in columns)
        op.get_bind().execute(sa.text(f"update {table} set {put} where id = :id"), values)


def downgrade() -> None:
    op.drop_column("participant", "sound")
