"""A database across a network: encrypted, and held to its certificate, when its address says so."""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url, text

from shared.kernel.clock import Clock
from shared.kernel.database import Database
from shared.service.login_failures import refusal_of
from tests.certificates import Certificates, certificates
from tests.places import Places

SSL_REQUEST = struct.pack(">ii", 8, 80877103)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


async def _to_postgres(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    address = make_url(url)
    if isinstance(folder := address.query.get("host"), str):
        return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
    return await asyncio.open_connection(address.host, address.port)


@asynccontextmanager
async def encrypted(url: str, shown: Certificates, said: list[bytes]) -> AsyncIterator[int]:
    """Stand before a Postgres as one that speaks TLS; yield the port, note how each connection begins."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown.server)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        said.append(await reader.readexactly(8))
        writer.write(b"S")
        with suppress(OSError):
            await writer.start_tls(context)
            inner_reader, inner_writer = await _to_postgres(url)
            await asyncio.gather(_carry(reader, inner_writer), _carry(inner_reader, writer))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield int(server.sockets[0].getsockname()[1])


def over_there(url: str, port: int, host: str, ca: Path) -> str:
    """Return the same database at another address, whose certificate this authority must have signed."""
    told = {"sslmode": "verify-full", "sslrootcert": str(ca)}
    address = make_url(url).set(host=host, port=port, query=told)
    return address.render_as_string(hide_password=False)


async def test_engine_and_relay_go_to_a_database_they_can_verify(places: Places, tmp_path: Path) -> None:
    shown, said = certificates(tmp_path / "own", "localhost"), list[bytes]()
    async with places.new_database_url() as url, encrypted(url, shown, said) as port:
        database = Database(over_there(url, port, "localhost", shown.ca), Clock())

        async with database.engine.connect() as connection:
            timeouts = (await connection.execute(text("show lock_timeout"))).scalar_one()
        relay = await asyncpg.connect(database.dsn)
        await relay.close()
        await database.close()

    assert said == [SSL_REQUEST] * 2
    assert timeouts == "5s"


@pytest.mark.parametrize(("name", "authority"), [("postgres.example", "own"), ("localhost", "foreign")])
async def test_a_database_that_cannot_show_who_it_is_gets_no_password(
    places: Places, tmp_path: Path, name: str, authority: str
) -> None:
    shown, said = certificates(tmp_path / "own", name), list[bytes]()
    trusted = certificates(tmp_path / authority, name)
    async with places.new_database_url() as url, encrypted(url, shown, said) as port:
        database = Database(over_there(url, port, "localhost", trusted.ca), Clock())

        with pytest.raises(ssl.SSLCertVerificationError) as unknown:
            await database.engine.connect()
        assert not await database.answers()
        await database.close()

    assert set(said) == {SSL_REQUEST}
    refusal = refusal_of(unknown.value, database.url)
    assert refusal is not None
    assert refusal.reason.startswith("certificate: ")
