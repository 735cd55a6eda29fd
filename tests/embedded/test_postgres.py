"""Postgres alone: what it leaves behind, what it writes down, and who may come in."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deploy.embedded import postgres as adapter
from deploy.embedded.postgres import Postgres
from deploy.embedded.stack import erase


def made(folder: Path) -> Path:
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return folder


@pytest.fixture
async def postgres(folder: Path) -> AsyncIterator[Postgres]:
    """Not yet started."""
    server = Postgres(made(folder), print, ["registration", "reporting"])
    yield server
    await server.stop()


async def connected(server: Postgres, role: str, database: str) -> asyncpg.Connection:
    url = server.owner_url(role).replace("+asyncpg", "").replace(f"/{role}?", f"/{database}?")
    return await asyncpg.connect(url)


async def test_a_half_made_folder_is_made_anew(postgres: Postgres) -> None:
    half = postgres.home / "data.half"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18")

    await postgres.start()

    assert postgres.alive()
    assert not half.exists()


async def test_a_pid_file_that_names_a_stranger_is_removed(postgres: Postgres) -> None:
    await postgres.start()
    await postgres.stop()
    pid_file = postgres.data / "postmaster.pid"
    stranger = await asyncio.create_subprocess_exec("sleep", "60", user=postgres.user)
    pid_file.write_text(f"{stranger.pid}\n{postgres.data}\n1\n5432\n/tmp\n\n0 0\nready\n")

    await postgres.start()

    assert postgres.alive()
    assert stranger.returncode is None
    stranger.kill()
    await stranger.wait()


async def test_no_word_that_a_person_typed_reaches_the_log(postgres: Postgres) -> None:
    await postgres.start()
    connection = await connected(postgres, "registration", "registration")
    await connection.execute("create table if not exists people (phone text primary key, age int)")

    await connection.execute("insert into people values ('0612345678', 1) on conflict do nothing")
    for wrong in (
        "insert into people values ('0612345678', 1)",
        "select '0612345678'::uuid",
        "select * from people where phone = 0612345678",
    ):
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute(wrong)
    with pytest.raises(asyncpg.PostgresError):
        await connection.fetch("select $1::text::int", "a0612345678")
    await connection.close()

    assert "0612345678" not in postgres.log.read_text()


async def test_a_service_comes_into_its_own_database_only(postgres: Postgres) -> None:
    await postgres.start()

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connected(postgres, "registration", "reporting")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(host=str(postgres.sockets), user="registration", password="", database="registration")

    assert stat.S_IMODE(postgres.sockets.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in (postgres.folder / "passwords").iterdir()} == {0o600}


async def test_it_has_what_the_services_build_on(postgres: Postgres) -> None:
    await postgres.start()
    connection = await connected(postgres, "registration", "registration")

    for extension in ("btree_gist", "unaccent", "pg_trgm"):
        await connection.execute(f"create extension if not exists {extension}")

    assert await connection.fetchval("show timezone") == "UTC"
    assert await connection.fetchval("show fsync") == "on"
    await connection.close()


async def test_a_path_too_long_for_a_socket_still_works(folder: Path) -> None:
    server = Postgres(made(folder / ("long-" * 20)), print, ["registration"])

    await server.start()

    assert await asyncio.wait_for((await connected(server, "registration", "registration")).fetchval("select 1"), 5)
    await server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must hand Postgres to another user")
async def test_root_keeps_the_data_where_nobody_can_reach_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(adapter, "ROOT_FOLDER", folder.with_name("of-root"))
    server = Postgres(closed, print, ["registration"])

    await server.start()
    await server.stop()

    home = (closed / "postgres").resolve()
    assert home.parent == folder.with_name("of-root")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700

    erase(closed)

    assert not home.exists()
    assert not closed.exists()
