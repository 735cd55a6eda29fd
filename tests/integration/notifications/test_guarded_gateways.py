"""Mail leaves encrypted and under our name, or not at all [F46]."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.notifications.channels import tls_trust
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.guarded import PASSWORD, USER, Certificate, certificate_for, guarded_gateway


@pytest.fixture(autouse=True)
def _read_anew() -> Iterator[None]:
    """Let each test say anew what is trusted."""
    tls_trust.trusted.cache_clear()
    yield
    tls_trust.trusted.cache_clear()


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    """One that nobody trusts yet."""
    return certificate_for("IP:127.0.0.1", tmp_path)


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> Certificate:
    """One that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    return certificate


async def reason_for_waiting(post: Post) -> str:
    """Try to send; return why what waits goes on waiting."""
    with capture_logs() as lines:
        assert await post.send_all() == 0
    assert await post.states() == [("pending", None)]
    (reason,) = [line["reason"] for line in lines if line["event"] == "messages.waiting"]
    return str(reason)


@pytest.mark.parametrize("how", ["starttls", "tls"])
async def test_mail_leaves_encrypted_where_the_certificate_is_trusted(
    post: Post, trusted: Certificate, how: str
) -> None:
    await post.hear(post.registered())
    offered: dict[str, Any] = {how: trusted}
    async with guarded_gateway(**offered) as gateway:
        post.smtp_port, post.smtp = gateway.port, {"smtp_tls": how}

        assert await post.send_all() == 1

    assert (len(gateway.taken), await post.states()) == (1, [("sent", None)])


@pytest.mark.parametrize("how", ["starttls", "tls"])
async def test_a_certificate_that_nobody_trusts_gets_no_mail(post: Post, certificate: Certificate, how: str) -> None:
    await post.hear(post.registered())
    offered: dict[str, Any] = {how: certificate}
    async with guarded_gateway(**offered) as gateway:
        post.smtp_port, post.smtp = gateway.port, {"smtp_tls": how}

        assert await reason_for_waiting(post) == "no-trusted-encryption"

    assert (gateway.taken, post.registration.asked) == ([], [])


@pytest.mark.parametrize("how", ["starttls", "tls"])
async def test_a_certificate_of_another_machine_gets_no_mail(
    post: Post, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    other = certificate_for("DNS:mail.example.org", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(other.file))
    await post.hear(post.registered())
    offered: dict[str, Any] = {how: other}
    async with guarded_gateway(**offered) as gateway:
        post.smtp_port, post.smtp = gateway.port, {"smtp_tls": how}

        assert await reason_for_waiting(post) == "no-trusted-encryption"

    assert gateway.taken == []


@pytest.mark.parametrize("how", ["starttls", "tls"])
async def test_a_gateway_that_offers_no_encryption_gets_no_mail_in_clear(post: Post, how: str) -> None:
    await post.hear(post.registered())
    async with guarded_gateway() as gateway:
        post.smtp_port, post.smtp = gateway.port, {"smtp_tls": how}
        assert await reason_for_waiting(post)
        assert (gateway.taken, post.registration.asked) == ([], [])

        post.smtp = {}
        assert await post.send_all() == 1

    assert len(gateway.taken) == 1


async def test_mail_leaves_under_the_name_and_password_that_the_gateway_knows(post: Post, trusted: Certificate) -> None:
    await post.hear(post.registered())
    async with guarded_gateway(starttls=trusted, auth=True) as gateway:
        post.smtp_port = gateway.port
        post.smtp = {"smtp_tls": "starttls", "smtp_user": USER, "smtp_password": PASSWORD}

        assert await post.send_all() == 1

    assert len(gateway.taken) == 1


async def test_with_a_wrong_password_mail_waits_and_leaves_once_it_is_right(post: Post, trusted: Certificate) -> None:
    await post.hear(post.registered())
    async with guarded_gateway(starttls=trusted, auth=True) as gateway:
        post.smtp_port = gateway.port
        post.smtp = {"smtp_tls": "starttls", "smtp_user": USER, "smtp_password": "another"}
        assert await reason_for_waiting(post) == "smtp-535"
        assert (gateway.taken, post.registration.asked) == ([], [])

        post.smtp["smtp_password"] = PASSWORD
        assert await post.send_all() == 1

    assert len(gateway.taken) == 1


def test_the_password_is_shown_nowhere(post: Post) -> None:
    post.smtp = {"smtp_user": USER, "smtp_password": PASSWORD}

    settings = post.settings()

    assert PASSWORD not in f"{settings!r} {settings.model_dump_json()}"
