"""A migration only adds, so that two releases can work on one database, and the way back is open."""

import re
from pathlib import Path

import pytest

from tests.architecture.built import NAMES, ROOT
from tests.contract.adding import ALL_COLUMNS, NOT_IN_THE_WAY, later, takes_away
from tests.next_release import migration

FOLDERS = [
    ROOT / "shared" / "kernel" / "migrations" / "versions",
    *(ROOT / "services" / it / "migrations" for it in NAMES),
]
NUMBER = {
    name: re.compile(rf'^{name}(?:: [^=]+)? = "?(\w+)"?$', re.MULTILINE) for name in ("revision", "down_revision")
}
BODY = """from alembic import op

def upgrade() -> None:
    {}

def downgrade() -> None:
    op.drop_table("x")
"""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_migration_after_the_first_release_only_adds(folder: Path) -> None:
    files = [file for file in later(folder) if file.name not in NOT_IN_THE_WAY]

    assert {file.name: found for file in files if (found := takes_away(file.read_text()))} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_the_migrations_of_a_service_stand_in_one_row(folder: Path) -> None:
    texts = [file.read_text() for file in sorted(folder.glob("?[0-9]*.py"))]
    told = {name: [NUMBER[name].findall(text)[0] for text in texts] for name in NUMBER}

    assert told["down_revision"] == ["None", *told["revision"][:-1]]
    assert len(set(told["revision"])) == len(texts)


def test_what_the_next_release_adds_may_be_added() -> None:
    _, text = migration("scheduling", FOLDERS[1])

    assert takes_away(text) == []


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ("op.drop_column('session', 'seats')", "drop_column"),
        ("op.rename_table('session', 'training')", "rename_table"),
        ("op.alter_column('session', 'seats', nullable=False)", "alter_column"),
        ("op.execute('drop table session')", "execute"),
        ("op.add_column('session', sa.Column('x', sa.Integer(), nullable=False))", "add_column that must be filled"),
    ],
)
def test_a_planted_taking_away_is_noticed(step: str, found: str) -> None:
    assert takes_away(BODY.format(step)) == [f"4: {found}"]


def test_files_of_later_releases_are_found(tmp_path: Path) -> None:
    for name in ("s0001_a.py", "s0002_b.py", "s0003_c.py", "__init__.py"):
        (tmp_path / name).touch()

    assert [file.name for file in later(tmp_path)] == ["s0003_c.py"]


def test_all_files_of_a_service_that_came_after_the_first_release_are_later(tmp_path: Path) -> None:
    (tmp_path / "x0001_a.py").touch()

    assert [file.name for file in later(tmp_path)] == ["x0001_a.py"]


def test_no_statement_of_a_service_asks_for_columns_that_it_does_not_name() -> None:
    files = [file for part in ("services", "shared") for file in (ROOT / part).rglob("*.py")]

    assert [file for file in files if ALL_COLUMNS.search(file.read_text())] == []
    assert all(ALL_COLUMNS.search(planted) for planted in ("select * from x", "select s.*, 1 from s"))
    assert not ALL_COLUMNS.search("select count(*) from x")
