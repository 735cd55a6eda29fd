"""The release after this one: each service gets one more migration, which adds a column to a table in use.

Reporting gets a defect besides: it cannot take in an association of one region. Notifications hears one topic more.
"""

import json
from pathlib import Path
from typing import Any

ADDED = "select count(*) from information_schema.columns where column_name = 'added_by_the_next_release'"

TABLES = {
    "access": "account",
    "scheduling": "session",
    "registration": "organisation",
    "notifications": "intents",
    "reporting": "sessions",
}
ACCESS = "deploy/kafka/access.toml"
STUMBLES_OVER = "MA-12"
GOES_WELL = '    """The organisation\'s kind and region are known."""\n'
HEARS_TOO = "programme.defined.v1"  # on a topic that notifications does not hear in this release
HANDLER = '''

from shared.events import ProgrammeDefined


@on(ProgrammeDefined)
async def know_programme(event: ProgrammeDefined, db: AsyncSession) -> None:
    """The inbox has the event's id: that is enough for a test."""
'''
MAY_READ = "[users.notifications]\nreads = ["
MIGRATION = '''"""What the next release adds."""

import sqlalchemy as sa
from alembic import op

revision = "{letter}9999"
down_revision = "{newest}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("{table}", sa.Column("added_by_the_next_release", sa.Integer(), server_default="0"))
'''


def migration(service: str, migrations: Path) -> tuple[str, str]:
    """Return the name and the text of the file that the next release adds to a service's migrations."""
    newest = max(file.stem.partition("_")[0] for file in migrations.glob("?0*.py"))
    text = MIGRATION.format(letter=newest[0], newest=newest, table=TABLES[service])
    return f"{newest[0]}9999_next.py", text


def with_defect(handlers: str) -> str:
    """Return the handlers of reporting with the defect."""
    before, well, after = handlers.partition(GOES_WELL)
    assert well, "the handler is told otherwise now"
    return f"{before}{well}    1 / (event.region != {STUMBLES_OVER!r})\n{after}"


def with_new_topic(handlers: str) -> str:
    """Return the handlers of notifications with one for a topic more."""
    assert "ProgrammeDefined" not in handlers, "it hears the topic by now: take another"
    return handlers + HANDLER


HANDLERS = {"reporting": with_defect, "notifications": with_new_topic}


def with_new_right(access: str) -> str:
    """Return access.toml with the right of notifications to the topic."""
    before, may, after = access.partition(MAY_READ)
    assert may, "the file is written otherwise now"
    return f'{before}{may}"scheduling.catalogue", {after}'


def images(folder: Path, services: Path, version: str) -> Path:
    """Lay down how images of the next release are made from those of `version`; return the file that tells Compose."""
    stages: list[str] = []
    told: dict[str, dict[str, Any]] = {}
    for service in TABLES:
        name, text = migration(service, services / service / "migrations")
        (folder / name).write_text(text)
        stages.append(f"FROM takwin/{service}:{version} AS {service}\nCOPY {name} services/{service}/migrations/\n")
        told[service] = {"build": {"context": str(folder), "dockerfile": "Dockerfile", "target": service}}
        if change := HANDLERS.get(service):
            (folder / f"{service}.py").write_text(change((services / service / "handlers.py").read_text()))
            stages.append(f"COPY {service}.py services/{service}/handlers.py\n")
    (folder / "access.toml").write_text(with_new_right((services.parent / ACCESS).read_text(encoding="utf-8")))
    told["rights"] = {"volumes": [f"{folder}/access.toml:/takwin/{ACCESS}:ro"]}
    (folder / "Dockerfile").write_text("\n".join(stages))
    file = folder / "next.yml"
    file.write_text(json.dumps({"services": told}))
    return file
