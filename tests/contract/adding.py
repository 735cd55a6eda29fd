"""Rules of migrations while the release before still works on the same tables: decision 0025."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

# The newest migrations of the first release. Nobody has worked on a database beside what came before them.
FIRST_RELEASE = {"k0003", "s0002", "r0005", "n0004", "p0002"}
ADDS = {"create_table", "create_index", "f"}

# Prepared by one release, such a statement is refused by Postgres once the next has added a column.
ALL_COLUMNS = re.compile(r"select\s+(distinct\s+)?([a-z_]+\.)?\*", re.IGNORECASE)

# What takes something away and may, with the reason.
NOT_IN_THE_WAY = {
    "s0003_rooms_by_day.py": "fills a new column; puts a rule in place of one that refuses more",
    "k0005_audit.py": "its wall is around a table that begins with it",
    "a0004_identities.py": "its wall is around a table that begins with it",
    "a0002_reach.py": "begins with the service: nobody works on its tables yet",
    "s0006_attendance_heard.py": "fills a new column",
    "s0009_where_a_session_is_held.py": "shows rows more, and takes none away",
    **dict.fromkeys(
        ("s0008_reach.py", "r0014_reach.py", "n0007_reach.py", "p0005_reach.py"),
        "hides rows, but not of the owner of the tables, in whose role the release before works: 0040",
    ),
    "r0015_own_data.py": "its walls are around tables that begin with it",
    "r0017_contacts_that_do_not_work.py": "its wall is around a table that begins with it",
    "r0011_names_found_as_typed.py": "fills a new column; writes keys anew, by which the release before finds fewer",
}


def later(migrations: Path) -> Iterator[Path]:
    """Yield the files of releases after the first: all of them, where the service came after it."""
    newest = max((it for it in FIRST_RELEASE if list(migrations.glob(f"{it}_*.py"))), default="")
    for file in sorted(migrations.glob("?[0-9]*.py")):
        if file.stem.partition("_")[0] > newest:
            yield file


def takes_away(source: str) -> list[str]:
    """Return what in the migration the release before might stumble over, by line."""
    parts = [part for part in ast.parse(source).body if getattr(part, "name", "") != "downgrade"]
    calls = [node for part in parts for node in ast.walk(part) if isinstance(node, ast.Call)]
    return [f"{call.lineno}: {name}" for call in calls if (name := _stumbled_over(call))]


def _stumbled_over(call: ast.Call) -> str:
    if not (isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "op"):
        return ""
    if call.func.attr != "add_column":
        return "" if call.func.attr in ADDS else call.func.attr
    said = ast.unparse(call)
    return "add_column that must be filled" if "nullable=False" in said and "server_default" not in said else ""
