"""Reach: the rows that a request may see, told to Postgres by its settings; row-level security goes by them."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import reduce
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import REACH, WHOLE, Database


@dataclass(frozen=True)
class Reach:
    """How far somebody may see; the union of what is named. Of the sessions in `places` it is place and time alone."""

    whole: bool = False
    regions: frozenset[str] = frozenset()
    sessions: frozenset[UUID] = frozenset()
    organisations: frozenset[UUID] = frozenset()
    places: frozenset[str] = frozenset()
    account_id: UUID | None = None
    looks: frozenset[UUID] = frozenset()  # by which of these it reaches so far; it opens nothing itself

    @classmethod
    def union(cls, reached: Iterable["Reach"]) -> "Reach":
        """Return what any of them lets see; nothing of nobody."""
        return reduce(cls.__or__, reached, cls())

    def __or__(self, other: "Reach") -> "Reach":
        """Return what either lets see."""
        return Reach(
            self.whole or other.whole,
            self.regions | other.regions,
            self.sessions | other.sessions,
            self.organisations | other.organisations,
            self.places | other.places,
            self.account_id or other.account_id,
            self.looks | other.looks,
        )

    def in_short(self) -> str:
        """Return how far it goes in a few ids, as the audit keeps it."""
        if self.whole:
            return "nation"
        within = {
            "session": self.sessions,
            "organisation": self.organisations,
            "place": self.places,
            "look": self.looks,
        }
        parts = [*self.regions, *(f"{kind}:{name}" for kind, names in within.items() for name in names)]
        return " ".join(sorted(parts)) or ("own" if self.account_id else "nothing")

    def settings(self) -> Mapping[str, str]:
        """Return what a transaction tells Postgres."""
        return {
            "takwin.reach": WHOLE["takwin.reach"] if self.whole else "part",
            "takwin.regions": ",".join(sorted(self.regions)),
            "takwin.sessions": ",".join(sorted(map(str, self.sessions))),
            "takwin.organisations": ",".join(sorted(map(str, self.organisations))),
            "takwin.places": ",".join(sorted(self.places)),
            "takwin.account": str(self.account_id or ""),
        }


@asynccontextmanager
async def within(database: Database, settings: Mapping[str, str]) -> AsyncIterator[AsyncSession]:
    """One transaction that sees what these settings let it see."""
    async with database.sessions(info={REACH: settings}) as db, db.begin():
        yield db


SAY = "select current_setting('takwin.reach', true), set_config('takwin.reach', :reach, true)"


@asynccontextmanager
async def seeing_everything(db: AsyncSession) -> AsyncIterator[None]:
    """Let the block see what the service sees, and who asked as far as before afterwards.

    For what a request sets going and is nobody's own: who is next in a queue. What the block holds back to be written
    is written in it. Whatever is raised in it must roll back.
    """
    connection = await db.connection()
    (before, _) = (await connection.execute(text(SAY), {"reach": WHOLE["takwin.reach"]})).one()
    yield
    await db.flush()
    await connection.execute(text(SAY), {"reach": before or ""})


# For migrations. Without a setting each of these is false, or holds nothing: whoever says nothing sees nothing.
FUNCTIONS = (
    """create function reach_is_whole() returns boolean language sql stable parallel safe as
    $$ select coalesce(current_setting('takwin.reach', true) = 'whole', false) $$""",
    """create function reach_regions() returns text[] language sql stable parallel safe as
    $$ select coalesce(string_to_array(current_setting('takwin.regions', true), ','), '{}') $$""",
    """create function reach_places() returns text[] language sql stable parallel safe as
    $$ select coalesce(string_to_array(current_setting('takwin.places', true), ','), '{}') $$""",
    """create function reach_sessions() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(string_to_array(current_setting('takwin.sessions', true), ','), '{}')::uuid[] $$""",
    """create function reach_organisations() returns uuid[] language sql stable parallel safe as
    $$ select coalesce(string_to_array(current_setting('takwin.organisations', true), ','), '{}')::uuid[] $$""",
)
WITHOUT_FUNCTIONS = tuple(
    f"drop function reach_{name}()" for name in ("is_whole", "regions", "places", "sessions", "organisations")
)
# As they stand in policies: asked once for a statement, not once for a row.
EVERYTHING = "(select reach_is_whole())"
OF_REGION = "{column} = any ((select reach_regions())::text[])"
OF_PLACE = "{column} = any ((select reach_places())::text[])"
OF_SESSION = "{column} = any ((select reach_sessions())::uuid[])"
OF_ORGANISATION = "{column} = any ((select reach_organisations())::uuid[])"


def wall(table: str, seen: str, written: str | None = None) -> tuple[str, ...]:
    """Return the statements that let nobody, the owner included, see other rows of the table, nor write any."""
    quoted, check = f'"{table}"', f"{EVERYTHING} or {written or seen}"
    return (
        f"alter table {quoted} enable row level security",
        f"alter table {quoted} force row level security",
        f"create policy reach on {quoted} using ({EVERYTHING} or {seen}) with check ({check})",
    )


# The audit: whoever acts adds a row, and sees none but those of the record that the transaction names.
WHOLE_COUNTRY = (
    "coalesce(current_setting('takwin.reach', true) = 'whole', false)"  # the functions come after the kernel
)
OF_SUBJECT = "subjects @> array[nullif(current_setting('takwin.subject', true), '')::uuid]"
ADDED_TO = (
    "alter table audit enable row level security",
    "alter table audit force row level security",
    f"create policy reach on audit using ({WHOLE_COUNTRY} or {OF_SUBJECT}) with check (true)",
)


def without_wall(table: str) -> tuple[str, ...]:
    """Return the statements that take it down."""
    quoted = f'"{table}"'
    return (
        f"drop policy reach on {quoted}",
        f"alter table {quoted} no force row level security",
        f"alter table {quoted} disable row level security",
    )
