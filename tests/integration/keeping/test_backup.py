"""A backup: one encrypted file, whole or not there; and what is not put back from it."""

from pathlib import Path

import asyncpg
import pytest
from pyrage import x25519
from sqlalchemy.dialects.postgresql import insert

from programs.operator import archive, forgotten
from programs.operator.archive import Lock, NoKey, NotReadable, OtherFormat
from programs.operator.backup import ORDER, back_up
from programs.operator.dumps import ProgramMissing, Programs
from programs.operator.restore import NotEmpty, ServicesRunning, look_at, restore
from shared.http.idempotency import Answered
from shared.kernel.database import run
from tests.integration.keeping.installed import IDENTITY, LOCK, PROGRAMS, Installed, define

CANARY = "KanariPlainlySynthetic"


async def test_a_backup_says_how_many_rows_there_are_and_how_far_each_service_had_come(
    installed: Installed, tmp_path: Path
) -> None:
    programme_id = await define(installed, "EXEMPLE-1")

    about = look_at(await installed.backed_up(tmp_path), str(IDENTITY))

    scheduling = about["databases"]["scheduling"]
    assert scheduling["rows"]["programme"] == 1
    assert scheduling["newest"] == {"position": 1, "subject": str(programme_id)}
    assert about["topics"]["scheduling.catalogue"] == [0] * 6
    assert set(about["databases"]) == set(ORDER)


async def test_nothing_of_what_is_kept_can_be_read_in_the_file(installed: Installed, tmp_path: Path) -> None:
    await define(installed, CANARY)

    content = (await installed.backed_up(tmp_path)).read_bytes()

    assert CANARY.encode() not in content
    assert b"PGDMP" not in content
    assert content.startswith(b"age-encryption.org/")


async def test_a_backup_comes_back_into_empty_databases(installed: Installed, tmp_path: Path) -> None:
    await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    await _emptied(installed)

    await restore(installed, file, str(IDENTITY), PROGRAMS)

    assert await installed.rows("scheduling", "select code from programme") == [("EXEMPLE-1",)]
    assert await installed.rows("scheduling", "select incarnation from clock") == [(2,)]


async def test_a_passphrase_opens_what_it_locked(installed: Installed, tmp_path: Path) -> None:
    file = await installed.backed_up(tmp_path, Lock.of("", "une phrase de passe"))

    assert look_at(file, "une phrase de passe\n")["format"] == 1
    with pytest.raises(NotReadable):
        look_at(file, "une autre")


@pytest.mark.parametrize(("recipient", "phrase"), [("", ""), ("age1nokey", ""), ("age1nokey", "phrase")])
def test_without_a_key_nothing_is_written(recipient: str, phrase: str) -> None:
    with pytest.raises(NoKey):
        Lock.of(recipient, phrase)


async def test_another_key_a_changed_byte_or_a_missing_end_changes_nothing(
    installed: Installed, tmp_path: Path
) -> None:
    await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    content = file.read_bytes()
    await define(installed, "EXEMPLE-2")

    for wrong in _wrong(content):
        file.write_bytes(wrong)
        with pytest.raises(NotReadable):
            await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)
    file.write_bytes(content)
    with pytest.raises(NotReadable):
        await restore(installed, file, str(x25519.Identity.generate()), PROGRAMS, over=True)

    assert await installed.rows("scheduling", "select count(*) from programme") == [(2,)]


def _wrong(content: bytes) -> list[bytes]:
    """Return the file with one bit turned in each of several places, cut, and emptied."""
    places = (40, 300, len(content) // 2, len(content) - 3)
    turned = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in places]
    return [*turned, content[:-20], content[: len(content) // 2], b""]


async def test_a_backup_of_a_newer_version_is_refused(installed: Installed, tmp_path: Path) -> None:
    file = tmp_path / "newer.backup"
    databases = {name: {"heads": ["k0001", "z9999"], "rows": {}, "sha256": ""} for name in ORDER}
    with archive.whole(file) as half:
        archive.write(half, LOCK, [("manifest", archive.manifest_part({"format": 1, "databases": databases}))])

    with pytest.raises(OtherFormat):
        await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)


async def test_databases_that_hold_something_are_left_alone(installed: Installed, tmp_path: Path) -> None:
    await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)

    with pytest.raises(NotEmpty, match=r"^scheduling$"):
        await restore(installed, file, str(IDENTITY), PROGRAMS)

    assert await installed.rows("scheduling", "select incarnation from clock") == [(1,)]


async def test_a_backup_comes_back_where_services_have_started_and_nobody_has_worked(
    installed: Installed, tmp_path: Path
) -> None:
    await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    async with installed.database("scheduling") as database, database.sessions.begin() as db:
        await run(db, "delete from programme")
        await run(db, "delete from outbox")
    async with installed.database("registration") as database, database.sessions.begin() as db:
        await db.exec(insert(Answered).values(caller="somebody", key="what was done", fingerprint=b""))

    await restore(installed, file, str(IDENTITY), PROGRAMS)

    assert await installed.rows("scheduling", "select code from programme") == [("EXEMPLE-1",)]


async def test_what_the_databases_hold_is_replaced_where_that_is_asked_for(
    installed: Installed, tmp_path: Path
) -> None:
    await define(installed, "EXEMPLE-1")
    file = await installed.backed_up(tmp_path)
    await define(installed, "EXEMPLE-2")

    await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)

    assert await installed.rows("scheduling", "select code from programme") == [("EXEMPLE-1",)]


async def test_a_service_that_runs_must_be_stopped_first(installed: Installed, tmp_path: Path) -> None:
    file = await installed.backed_up(tmp_path)
    connected = await asyncpg.connect(installed.urls["reporting"].replace("+asyncpg", ""))

    with pytest.raises(ServicesRunning, match=r"^reporting$"):
        await restore(installed, file, str(IDENTITY), PROGRAMS, over=True)

    await connected.close()


async def test_a_backup_that_fails_leaves_no_file(installed: Installed, tmp_path: Path) -> None:
    with pytest.raises(ProgramMissing):
        await back_up(installed, tmp_path, LOCK, Programs(tmp_path / "nowhere"))

    assert names(tmp_path) == []


async def test_only_the_newest_backups_are_kept(installed: Installed, tmp_path: Path) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"takwin-2017010{day}T000000Z.backup").touch()

    newest = await back_up(installed, tmp_path, LOCK, PROGRAMS, keep=2)

    assert names(tmp_path) == [forgotten.FILE, "takwin-20170103T000000Z.backup", newest.name]


async def _emptied(installed: Installed) -> None:
    for url in installed.urls.values():
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        await connection.execute("drop owned by current_user cascade")
        await connection.close()


def names(folder: Path) -> list[str]:
    """Return what is in the folder."""
    return sorted(path.name for path in folder.iterdir())
