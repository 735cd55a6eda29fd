"""The page of the outer world as a process of its own, told by TAKWIN_ variables and files of secrets as services are.

Usage: python -m programs.simulators.page --mailbox URL --phones URL --keys FILE
"""

import argparse
import asyncio
from pathlib import Path

from fastapi import FastAPI
from pydantic import SecretStr

from programs.simulators.outside import Simulators, outside
from programs.simulators.serving import keys
from shared.http import problems
from shared.http.guard import Guard
from shared.http.settings import GuardSettings
from shared.service import log
from shared.service.serving import server
from shared.service.settings import secrets_dir
from shared.web.error_page import error_page


def app(settings: GuardSettings, simulators: Simulators | None) -> FastAPI:
    """Return the page, behind the same guard as all; without simulators there is none, and no page."""
    made = FastAPI(openapi_url=None)
    made.state.settings = settings
    if simulators:
        made.include_router(outside(simulators))
    made.add_middleware(Guard, settings=settings, keeps_accounts=False)
    problems.install(made, error_page)
    return made


def main() -> None:
    """Read the command line and the settings, and serve."""
    words = argparse.ArgumentParser(description="The outer world of a demonstration, as a page.")
    words.add_argument("--mailbox", required=True, help="where the mailbox shows its messages")
    words.add_argument("--phones", required=True, help="where the phones show theirs")
    words.add_argument("--keys", type=Path, required=True)
    told = words.parse_args()
    log.configure()
    settings = GuardSettings(_secrets_dir=secrets_dir())
    simulators = Simulators(mailbox=told.mailbox, phones=told.phones, key=SecretStr(keys(told.keys)["outside"]))
    asyncio.run(server(app(settings, simulators), settings.host, settings.port).serve())


if __name__ == "__main__":
    main()
