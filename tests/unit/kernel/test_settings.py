"""Whom a service lets come, and that no error tells a secret."""

from pathlib import Path
from socket import gethostname
from typing import Any

import pytest
from pydantic import ValidationError

from services.notifications.settings import NotificationsSettings
from shared.service.settings import Settings

PASSWORD = "the-password-of-the-database"  # noqa: S105 - the canary
TOKEN = "the-token-of-notifications"  # noqa: S105 - the canary
KNOWN: dict[str, Any] = {
    "database_url": f"postgresql+asyncpg://takwin:{PASSWORD}@127.0.0.1/takwin",
    "kafka_servers": "127.0.0.1:9092",
    "secret": "x" * 32,
    "tokens": {"notifications": TOKEN},
    "instance": "test",
}


def settings(**more: Any) -> Settings:
    return Settings(**KNOWN | more)


IN_CLEAR = [
    {"sms_url": "http://sms.example/messages"},
    {"sms_url": "HTTP://127.0.0.1.nip.example/messages"},
    {"sms_url": "sms.example"},
    {"smtp_host": "mail.example"},
    {"smtp_host": "mail.example", "smtp_tls": "none"},
    {"smtp_host": "127.0.0.1.nip.example", "smtp_tls": "none"},
]


@pytest.mark.parametrize("said", IN_CLEAR)
def test_what_people_are_told_leaves_the_machine_encrypted_but_for_a_demonstration(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        NotificationsSettings(**KNOWN | said)

    assert {error["loc"] for error in refused.value.errors()} in ({("sms_url",)}, {("smtp_tls",)})
    assert NotificationsSettings(**KNOWN | said, demo=True).demo


@pytest.mark.parametrize(
    "said",
    [
        {"sms_url": "https://sms.example/messages"},
        {"sms_url": "http://127.0.0.1:8025/messages"},
        {"smtp_host": "mail.example", "smtp_tls": "starttls"},
        {"smtp_host": "localhost", "smtp_tls": "none"},
    ],
)
def test_encrypted_or_on_this_machine_is_well(said: dict[str, Any]) -> None:
    assert NotificationsSettings(**KNOWN | said).demo is False


def test_what_is_needed_is_enough() -> None:
    known = settings()

    assert (known.host, known.demo, known.clock_starts_at) == ("127.0.0.1", False, None)
    assert known.topics_file == Path("deploy/kafka/topics.toml")


REFUSED = {
    "host": ["0.0.0.0", "192.168.1.7", "::", "100.64.0.1", "localhost", "takwin.example", ""],  # noqa: S104 - refused
    "origin": [
        "http://192.168.1.7:8000",
        "http://takwin.example",
        "http://127.0.0.1.nip.example",
        "",
        "8000",
        "https://",
    ],
    "published": ["", "everybody"],
    "secret": ["", "x" * 31],
    "demo_starts_at": ["2017-07-03T09:00:00", "soon"],
}


OPEN = [{"origin": "https://takwin.example"}, {"published": "0.0.0.0"}, {"published": "[::]"}]  # noqa: S104 - of a demonstration refused


@pytest.mark.parametrize("said", OPEN)
def test_an_office_has_a_name_and_a_demonstration_is_for_whoever_sits_here(said: dict[str, Any]) -> None:
    assert settings(**said).demo is False

    with pytest.raises(ValidationError, match="a demonstration is"):
        settings(**said, demo=True)


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_an_odd_setting_is_refused_by_name_and_no_secret_is_told(name: str, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{name: value})

    assert [error["loc"] for error in refused.value.errors()] == [(name,)]
    assert PASSWORD not in f"{refused.value} {refused.value!r}"


HERE = [("host", "::1"), ("host", "127.0.0.2"), ("origin", "http://localhost:81"), ("published", "[::1]")]
USUAL = [("https://localhost:443", "https://localhost"), ("http://localhost:443", "http://localhost:443")]


@pytest.mark.parametrize(("told", "known"), USUAL)
def test_an_origin_is_as_browsers_say_it_without_the_usual_port(told: str, known: str) -> None:
    assert settings(origin=told).origin == known


@pytest.mark.parametrize(("name", "value"), HERE)
def test_this_machine_may_be_called_otherwise(name: str, value: str) -> None:
    assert getattr(settings(**{name: value}), name) == value


def test_behind_its_own_door_it_may_listen_to_the_network_of_the_door() -> None:
    assert settings(host="0.0.0.0", behind_door=True).host == "0.0.0.0"  # noqa: S104 - a container's own network
    with pytest.raises(ValidationError):
        settings(host="0.0.0.0", behind_door=True, origin="http://takwin.example")  # noqa: S104 - refused


def test_a_process_is_called_after_its_machine() -> None:
    assert Settings(**{name: value for name, value in KNOWN.items() if name != "instance"}).instance == gethostname()


@pytest.mark.parametrize("missing", ["database_url", "kafka_servers", "secret"])
def test_nothing_that_is_needed_has_a_default(missing: str) -> None:
    told = {name: value for name, value in KNOWN.items() if name != missing}

    with pytest.raises(ValidationError) as refused:
        Settings(**told)

    assert missing in str(refused.value)
    assert PASSWORD not in str(refused.value)


def test_settings_are_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KNOWN.items():
        monkeypatch.setenv(f"TAKWIN_{name.upper()}", f'{{"notifications": "{TOKEN}"}}' if name == "tokens" else value)

    known = Settings()

    assert known == settings()
    assert known.database_url.get_secret_value() == KNOWN["database_url"]


def test_settings_can_be_shown_to_anybody() -> None:
    shown = f"{settings()} {settings()!r} {settings().model_dump()} {settings().model_dump_json()}"

    assert not [secret for secret in (PASSWORD, TOKEN, "x" * 32) if secret in shown]


def test_a_demonstration_begins_at_its_moment_and_nothing_else_does() -> None:
    moment = "2017-07-03T09:00:00Z"

    assert settings(demo_starts_at=moment).clock_starts_at is None
    assert settings(demo_starts_at=moment, demo=True).clock_starts_at == settings(demo_starts_at=moment).demo_starts_at
