"""The public report: how long its first reader waits, at many closed sessions of 25 people; nothing is kept yet."""

import time

import httpx2
from pydantic import SecretStr

from services.reporting.app import create_app, service
from shared.kernel.database import Database
from shared.service.settings import Settings
from tests.accounts import signed_in
from tests.integration.reporting.large import fill
from tests.places import Places

SECRET = "only-to-measure-" * 4
HERE = "http://127.0.0.1:8000"


async def seconds(places: Places, many: int) -> float:
    """Return the seconds until the page is there, read, reckoned and drawn; prints those of the processor too."""
    async with places.fresh_database(service()) as database:
        await fill(database, many)
        async with await _reader(database) as reader:
            started, worked = time.perf_counter(), time.process_time()
            page = await reader.get("/reporting/public?lang=fr")
            waited = time.perf_counter() - started
    page.raise_for_status()
    print(f"  {len(page.text):,} letters, {time.process_time() - worked:.2f} s of the processor", flush=True)
    return waited


async def _reader(database: Database) -> httpx2.AsyncClient:
    secret, url = SecretStr(SECRET), SecretStr(database.url)
    settings = Settings(database_url=url, kafka_servers="unused", secret=secret, instance="bench", origin=HERE)
    app = create_app(settings)
    app.state.database = database
    transport, cookies = httpx2.ASGITransport(app=app), await signed_in(database, settings)
    return httpx2.AsyncClient(transport=transport, base_url=HERE, cookies=cookies)
