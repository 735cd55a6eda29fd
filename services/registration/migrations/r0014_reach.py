"""Row-level security: who looks after one region, session or organisation sees what lies in it, and nothing else.

A policy must not look at the table that it guards, nor at one whose policy looks at it: what lies across is asked by
functions, which see everything and give back ids that are within reach.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.access.reach import (
    FUNCTIONS,
    OF_ORGANISATION,
    OF_PLACE,
    OF_REGION,
    OF_SESSION,
    WITHOUT_FUNCTIONS,
    wall,
    without_wall,
)

revision = "r0014"
down_revision = "r0013"
branch_labels = None
depends_on = None

IN_FULL = f"({OF_REGION.format(column='session.region')} or {OF_SESSION.format(column='session.id')})"


def across(name: str, query: str) -> str:
    """Return the function that gives back what the query finds among all rows."""
    return f"""create function {name}() returns setof uuid language plpgsql stable as $$
    declare
        reach text := current_setting('takwin.reach', true);
    begin
        perform set_config('takwin.reach', 'whole', true);
        return query {query};
        perform set_config('takwin.reach', coalesce(reach, ''), true);
    end $$"""


SEATED = "from registration join session on session.id = registration.session_id"
ACROSS = (
    across("people_seated", f"select registration.participant_id {SEATED} where {IN_FULL}"),
    across(
        "organisations_seated",
        f"select distinct participant.organisation_id {SEATED}"
        f" join participant on participant.id = registration.participant_id where {IN_FULL}",
    ),
    across(
        "people_of_organisations",
        f"select participant.id from participant where {OF_ORGANISATION.format(column='participant.organisation_id')}",
    ),
)
WITHOUT_ACROSS = tuple(
    f"drop function {name}()" for name in ("people_seated", "organisations_seated", "people_of_organisations")
)
REGION, PLACE = OF_REGION.format(column="region"), OF_PLACE.format(column="region")
SESSION_SEEN = "exists (select from session where session.id = session_id)"
SESSION_IN_FULL = f"exists (select from session where session.id = session_id and {IN_FULL})"
OWN_PEOPLE = "participant_id in (select people_of_organisations())"
PERSON_SEEN = "exists (select from participant where participant.id = participant_id)"
ORGANISATION_OF_REGION = f"exists (select from organisation where organisation.id = organisation_id and {REGION})"
OWN_ORGANISATION = OF_ORGANISATION.format(column="organisation_id")
OWN_LIST = "reach ->> 'takwin.account' = nullif(current_setting('takwin.account', true), '')"
OF_PEOPLE = f"{SESSION_IN_FULL} or {OWN_PEOPLE}"

WALLS: tuple[tuple[str, ...], ...] = (
    ("session", f"{REGION} or {PLACE} or {OF_SESSION.format(column='id')}"),
    ("block", SESSION_SEEN),
    ("registration", OF_PEOPLE, f"({OF_PEOPLE}) and {SESSION_SEEN} and {PERSON_SEEN}"),
    *((table, OF_PEOPLE) for table in ("attendance", "reach", "called")),
    *((table, SESSION_IN_FULL) for table in ("recommendation", "feedback", "feedback_giver")),
    ("organisation", f"{REGION} or {OF_ORGANISATION.format(column='id')} or id in (select organisations_seated())"),
    ("participant", f"{ORGANISATION_OF_REGION} or {OWN_ORGANISATION} or id in (select people_seated())"),
    ("participant_seen", PERSON_SEEN),
    ("people_import", f"{REGION} or {SESSION_IN_FULL} or {OWN_LIST}"),
    ("import_row", "exists (select from people_import where people_import.id = import_id)"),
    ("row_taken", PERSON_SEEN),
    *((table, "false") for table in ("contacts_read", "contacts_today", "contacts_given")),
)


def upgrade() -> None:
    op.add_column(
        "people_import",
        sa.Column("reach", postgresql.JSONB(astext_type=sa.Text()), nullable=False, server_default="{}"),
    )
    for statement in (*FUNCTIONS, *ACROSS, *(part for told in WALLS for part in wall(*told))):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*(part for told in WALLS for part in without_wall(told[0])), *WITHOUT_ACROSS, *WITHOUT_FUNCTIONS):
        op.execute(statement)
    op.drop_column("people_import", "reach")
