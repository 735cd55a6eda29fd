"""Ways on after signing in, half-way pages, devices, days that end: what needs no database. People are synthetic."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.access.lasting import end_of
from services.access.people.storage import Account
from services.access.sessions.domain import MOST, device, too_many
from services.access.sessions.storage import Session
from services.access.signing_in import half_way
from services.access.signing_in.domain import SignInTooOld, way_on
from services.access.signing_in.half_way import HalfWay
from shared.country import timezones

SECRET = "only-for-tests-" * 4
NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


@pytest.mark.parametrize("asked", ["/", "/registration/", "/reporting/?region=MA-02&lang=ar", "/access/people/7#roles"])
def test_a_page_of_ours_comes_after_signing_in(asked: str) -> None:
    assert way_on(asked) == asked


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "registration/",
        "//example.org",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "https://example.org/",
        "javascript:alert(1)",
        "/\t/example.org",
        "/\n/example.org",
        " /registration/",
        "/registration/\r\nset-cookie: x=y",
        "/a\\b",
        "/" + "a" * 2000,
    ],
)
def test_no_other_page_does(asked: str) -> None:
    assert way_on(asked) == "/access/start"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox, Android"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome, Linux"),
        (
            "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/27 Chrome/125 Mobile",
            "Samsung Internet, Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0) CriOS/140.0 Mobile Safari/604.1", "Chrome, iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1", "Safari, macOS"),
        ("curl/8.0 canary@example.org <script>", "?, ?"),
        ("", "?, ?"),
    ],
)
def test_a_device_is_named_in_words_of_ours(said: str, found: str) -> None:
    assert device(said) == found


def session(number: int) -> Session:
    """Return a session; a higher number is an older one."""
    about = {"opened_at": NOW - timedelta(minutes=number), "ends_at": NOW, "device": "?", "strong": False}
    return Session.model_validate({"digest": str(number), "account_id": UUID(int=1), **about})


def test_the_oldest_sessions_make_room_for_one_more() -> None:
    sessions = [session(number) for number in range(12)]

    assert [it.digest for it in too_many(sessions)] == ["9", "10", "11"]
    assert list(too_many(sessions[: MOST - 1])) == []


def account(**other: object) -> Account:
    """Return somebody who has signed in before."""
    named = {"id": UUID(int=1), "email": "a@example.org", "name": "A", "language": "fr"}
    return Account.model_validate({**named, "password_changed_at": NOW, "signed_in_at": NOW, **other})


def test_a_half_way_page_says_whose_password_was_right() -> None:
    half = HalfWay(SECRET)
    sealed = half.sealed(account())

    assert half.whose(sealed) == UUID(int=1)
    half.check(sealed, account())
    assert "example" not in sealed


@pytest.mark.parametrize(
    "since",
    [
        {"password_changed_at": NOW + timedelta(seconds=1)},
        {"signed_in_at": NOW + timedelta(seconds=1)},
        {"signed_in_at": None},
        {"ended_at": NOW},
        {"id": UUID(int=2)},
    ],
    ids=str,
)
def test_a_half_way_page_is_of_no_use_once_something_has_changed(since: dict[str, object]) -> None:
    half = HalfWay(SECRET)
    sealed = half.sealed(account())

    with pytest.raises(SignInTooOld):
        half.check(sealed, account(**since))


@pytest.mark.parametrize("sealed", ["", "x", f"{UUID(int=1)} {NOW} {NOW}"])
def test_nobody_else_makes_one(sealed: str) -> None:
    with pytest.raises(SignInTooOld):
        HalfWay(SECRET).whose(sealed)
    with pytest.raises(SignInTooOld):
        HalfWay(SECRET).whose(HalfWay("another-" * 5).sealed(account()))


def test_it_is_good_for_five_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    half = HalfWay(SECRET)
    sealed = half.sealed(account())

    assert half_way.LASTS_S == 300
    monkeypatch.setattr(half_way, "LASTS_S", -1)
    with pytest.raises(SignInTooOld):
        half.whose(sealed)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 8, 29), datetime(2026, 8, 29, 23, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_when_it_is_over_in_morocco(day: date, end: datetime) -> None:
    timezones.use_own_data()

    assert end_of(day) == end


def test_the_last_day_of_calendars_has_an_end() -> None:
    assert end_of(date.max).year == 9999
