"""The page of the outer world: what phones and mailbox got, for whoever is signed in."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from deploy.embedded.home import home
from deploy.embedded.keys import keys_in
from programs.simulators.outside import Message, Simulators
from shared.service.settings import Settings
from tests.accounts import cookies

SECRET = "only-for-tests-" * 4
ONE = "+212600000001"
AR = "مرحبا سلمى، موعدنا يوم الأربعاء"


class GivenSimulators(Simulators):
    """Simulators that say what the test tells them to."""

    got: dict[str, list[Message] | None]

    async def newest(self, place: str) -> list[Message] | None:
        """Return it."""
        return self.got[place]


def sms(to: str, text: str, **other: Any) -> Message:
    return {"to": to, "text": text, "language": "fr", "template": "session.confirmed", "parts": 1, **other}


def mail(**other: Any) -> Message:
    usual = {"to": ["salma@example.org"], "subject": "Votre place", "text": "Bonjour <b>Salma</b>", "language": "fr"}
    return {**usual, "template": "session.confirmed", "calendar": None, **other}


def visitor(phones: list[Message] | None, mails: list[Message] | None) -> TestClient:
    """A browser of somebody who has signed in."""
    settings = Settings(
        database_url=SecretStr("postgresql+asyncpg://nobody@127.0.0.1:1/nothing"),
        kafka_servers="127.0.0.1:1",
        secret=SecretStr(SECRET),
        instance="test",
        demo=True,
    )
    simulators = GivenSimulators(
        mailbox="mailbox", phones="phones", key=SecretStr("k"), got={"phones": phones, "mailbox": mails}
    )
    app = home(settings, simulators)
    return TestClient(app, settings.origin, cookies=cookies(settings, "of-somebody"), headers={"accept-language": "fr"})


def test_each_phone_shows_its_messages_and_their_parts_the_oldest_first() -> None:
    newest_first = [
        sms("+212600000001", "le dernier", parts=2),
        sms("+212600000002", AR),
        sms("+212600000001", "avant"),
    ]

    page = visitor(newest_first, []).get("/outside/").text

    assert page.count('<li class="phone">') == 2
    assert page.index("avant") < page.index("le dernier") < page.index(AR)
    assert page.count("Segments SMS : 2") == 1
    assert f'<p dir="auto">{AR}</p>' in page


def test_a_mail_shows_its_words_and_its_calendar_and_no_markup_of_theirs() -> None:
    times = {"dtstart": "2017-08-23T09:00:00+01:00", "dtend": "2017-08-24T16:00:00+01:00"}
    calendar = {"method": "CANCEL", "uid": "u", "sequence": 3, "summary": "Formation", "location": "Oujda", **times}

    page = visitor([], [mail(calendar=calendar)]).get("/outside/").text

    assert "CANCEL · 3" in page
    assert "24 août 2017, 09:00" in page
    assert "Bonjour &lt;b&gt;Salma" in page


def test_a_simulator_that_is_away_is_said_to_be_and_the_other_is_shown() -> None:
    answer = visitor(None, [mail()]).get("/outside/")

    assert answer.status_code == 200
    assert "Pas de réponse pour le moment" in answer.text
    assert "Votre place" in answer.text


@pytest.mark.parametrize("path", ["/outside/", "/outside/outside.css"])
def test_without_the_link_nobody_sees_it(path: str) -> None:
    browser = visitor([], [])
    shown = browser.get(path).status_code
    browser.cookies.clear()

    assert (shown, browser.get(path).status_code) == (200, 401)


def test_an_installation_of_before_gets_the_keys_it_lacks_and_keeps_its_own(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"secret": "s", "player": "p", "notifications": "n"}')

    keys = keys_in(tmp_path)

    assert (keys["secret"], keys["player"], keys["notifications"]) == ("s", "p", "n")
    assert keys["sms"] != keys["outside"]
    assert keys_in(tmp_path) == keys
