"""An office without Docker, as its operator runs it: in earnest, backed up, and brought back elsewhere."""

import asyncio
import os
import re
import signal
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import psutil
import pyrage
import pytest

from deploy.embedded.office.settings import WRITTEN
from tests.containers import free_port
from tests.slow import slow

pytestmark = slow
ROOT = Path(__file__).parents[2]
GENEROUS_S = 180
IDENTITY = pyrage.x25519.Identity.generate()


@dataclass
class Office:
    """An office in a folder of its own."""

    folder: Path
    port: int
    said: str = ""

    async def takwin(self, *words: str, given: str = "") -> tuple[int | None, str]:
        """Run the operator's command; return how it ended and what it said."""
        environment = os.environ | {"TAKWIN_OFFICE": str(self.folder)}
        command = (str(ROOT / "takwin"), "--office", *words)
        ended = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=STDOUT, env=environment)
        said, _ = await ended.communicate(given.encode())
        return ended.returncode, said.decode()

    def http(self) -> httpx2.AsyncClient:
        """Return a client as a browser without a link would be."""
        return httpx2.AsyncClient(base_url=f"http://localhost:{self.port}", trust_env=False, timeout=30)

    def processes(self) -> set[str]:
        """Return the modules of ours, and the programs, that work in the folder."""
        words = [it.info["cmdline"] or [] for it in psutil.process_iter(["cmdline"])]
        mine = [line for line in words if any(str(self.folder) in word for word in line)]
        return {line[line.index("-m") + 1] if "-m" in line else Path(line[0]).name for line in mine}


@asynccontextmanager
async def running(office: Office, *words: str, until: str) -> AsyncIterator[None]:
    """Run the office until the block ends, as Ctrl-C would end it."""
    office.folder.mkdir(mode=0o711)
    settings = WRITTEN.replace("8080 #", f"{office.port} #")
    settings = settings.replace('recipient = ""', f'recipient = "{IDENTITY.to_public()}"')
    (office.folder / "settings.toml").write_text(settings)
    command = (sys.executable, "-m", "deploy.embedded.office", "--folder", str(office.folder), *words)
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT, cwd=ROOT)
    try:
        office.said = await said(process, until)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), GENEROUS_S) == 0


async def said(process: Process, words: str) -> str:
    """Wait for a line with these words; return all that was said. Raises AssertionError where it ends before."""
    assert process.stdout
    lines = ""
    async with asyncio.timeout(GENEROUS_S):
        while words not in lines:
            line = (await process.stdout.readline()).decode()
            assert line, lines
            lines += line
    return lines


@pytest.fixture(scope="module")
async def office(folder: Path) -> AsyncIterator[Office]:
    """One that runs."""
    folder.parent.mkdir(exist_ok=True)
    one = Office(folder.with_name("office"), free_port())
    async with running(one, until="./takwin --office status"):
        yield one


async def test_nothing_of_a_demonstration_runs_or_is_served(office: Office) -> None:
    async with office.http() as http:
        outside = (await http.get("/outside/")).status_code
        clock = (await http.get("/scheduling/demo/clock")).status_code
        ready = (await http.get("/notifications/health/ready")).status_code
        first = await http.get("/")

    assert (outside, clock, ready) == (404, 404, 200)
    assert (first.status_code, first.headers["location"]) == (303, "/access/start")
    assert {it for it in office.processes() if "." in it} == {"deploy.embedded.office", "deploy.embedded.services"}


async def test_its_clock_is_the_machines_and_nothing_needs_a_look(office: Office) -> None:
    assert (await office.takwin("clock"))[0] == 0
    assert (await office.takwin("status"))[0] == 0


async def test_the_first_administrator_is_let_in_by_whoever_sits_there(office: Office) -> None:
    code, told = await office.takwin("first-administrator", "Nom Fictif", "nom.fictif@example.org")
    link, password = told.split()[-1], "une phrase assez longue pour un essai"

    assert (code, "/access/open/" in told) == (0, True)
    assert "/open/" not in office.said
    async with office.http() as http:
        looked = await http.get(link)
        typed = {"password": password, "again": password}
        begun = await http.post(f"{link}/password", data=typed, headers={"origin": f"http://localhost:{office.port}"})
        first = await http.get("/access/start", cookies=begun.cookies)
    assert (looked.status_code, begun.status_code, first.status_code) == (200, 303, 303)
    assert (await office.takwin("link"))[0] != 0, "an office is no demonstration"


async def test_it_is_backed_up_and_brought_back_elsewhere(office: Office) -> None:
    code, told = await office.takwin("backup", "--keep", "3")
    (name,) = re.findall(r"takwin-\w+\.backup", told)
    elsewhere = Office(office.folder.with_name("elsewhere"), free_port())

    async with running(elsewhere, "--without-services", until="services do not"):
        file = str(office.folder / "backups" / name)
        restored, said = await elsewhere.takwin("restore", file, "--identity", "-", given=str(IDENTITY))

    assert (code, restored) == (0, 0), told + said
    assert "incarnation 2" in said
