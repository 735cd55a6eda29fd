"""A provider by HTTPS whose certificate an office's own authority has signed. People are synthetic."""

import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import SecretStr, ValidationError
from structlog.testing import capture_logs

from services.access.settings import AccessSettings
from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database, run
from tests.certificates import certificates
from tests.integration.access.browsing import Browser, kept_secret
from tests.integration.access.by_provider import Way, connect
from tests.integration.access.given import somebody
from tests.integration.access.issuer import CLIENT, CLIENT_SECRET, issuing

Open = Callable[..., Browser]


async def test_who_is_invited_comes_in_where_the_authority_is_named(
    browser: Open, database: Database, built: FastAPI, tmp_path: Path
) -> None:
    account_id = await somebody(database)
    shown, here = certificates(tmp_path / "own", "localhost"), browser()
    async with issuing(shown) as issuer:
        connect(built, issuer.url, CLIENT, CLIENT_SECRET, ca=shown.ca)

        answer = await Way(here, trusts=ssl.create_default_context(cafile=shown.ca)).go()

    assert answer.status_code == 303
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.account_id == account_id
    assert issuer.asked[-1] == "/keys"


UNKNOWN = {"none": ("localhost", None), "another": ("localhost", "foreign"), "another name": ("a.example", "own")}


@pytest.mark.parametrize("why", UNKNOWN)
async def test_a_provider_that_cannot_show_who_it_is_is_told_nothing(
    browser: Open, database: Database, built: FastAPI, tmp_path: Path, why: str
) -> None:
    await somebody(database)
    name, authority = UNKNOWN[why]
    shown, here = certificates(tmp_path / "own", name), browser()
    ca = certificates(tmp_path / authority, name).ca if authority else None
    async with issuing(shown) as issuer:
        connect(built, issuer.url, CLIENT, CLIENT_SECRET, ca=ca)

        with capture_logs() as lines:
            answer = await here.open("/access/provider")

    assert answer.status_code == 503
    assert "cannot be asked at present" in answer.text
    assert [it["error"] for it in lines if it["event"] == "provider.away"] == ["SSLCertVerificationError"]
    assert issuer.asked == []
    async with database.sessions.begin() as db:
        assert (await run(db, "select count(*) from identity")).scalar_one() == 0
        assert (await run(db, "select count(*) from session")).scalar_one() == 0


def told(file: Path) -> dict[str, Any]:
    """Return settings of a provider that is known by this file."""
    fine: dict[str, Any] = {"oidc_issuer": "https://issuer.example.org/realms/office", "oidc_client_id": CLIENT}
    fine |= {"oidc_client_secret": SecretStr(CLIENT_SECRET), "kafka_servers": "unused"}
    return fine | {"database_url": SecretStr("unused"), "secret": SecretStr("only-for-tests-" * 4), "oidc_ca": file}


@pytest.mark.parametrize("file", ["missing", "", "own/test_ca_key", "words"])
def test_a_file_that_is_no_authority_is_refused_by_the_name_of_the_setting(tmp_path: Path, file: str) -> None:
    certificates(tmp_path / "own", "localhost")
    (tmp_path / "words").write_text("no certificate")

    with pytest.raises(ValidationError, match="oidc_ca must be a file that can be read, of certificates in PEM"):
        AccessSettings(**told(tmp_path / file))


def test_an_empty_file_as_docker_lays_it_names_no_authority(tmp_path: Path) -> None:
    (tmp_path / "none").touch()

    assert AccessSettings(**told(tmp_path / "none")).oidc_ca is None
