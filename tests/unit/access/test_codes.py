"""Codes: of an app, which are right near their time, and on paper; sealed secrets."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from cryptography.fernet import Fernet

from services.access.factors import domain, sealing
from services.access.factors.domain import SetUpTooOld
from services.access.factors.sealing import Seal

NOW = datetime(2026, 11, 29, 9, 0, 7, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
STEP = int(NOW.timestamp()) // 30
ONE, OTHER = UUID(int=1), UUID(int=2)


def code(beside: int = 0) -> str:
    """Return the code of the step that many from now."""
    return pyotp.TOTP(SECRET).generate_otp(STEP + beside)


@pytest.mark.parametrize(("beside", "found"), [(-2, None), (-1, STEP - 1), (0, STEP), (1, None), (2, None)])
def test_a_code_is_right_now_and_a_step_later_and_not_before_its_time(beside: int, found: int | None) -> None:
    assert domain.step_of(SECRET, code(beside), NOW) == found


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}\u00a0{1}"])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert domain.step_of(SECRET, typed.format(code()[:3], code()[3:]), NOW) == STEP


@pytest.mark.parametrize("zero", [0x660, 0x6F0], ids=hex)
def test_digits_of_other_scripts_are_digits(zero: int) -> None:
    typed = "".join(chr(zero + int(digit)) for digit in code())

    assert domain.step_of(SECRET, typed, NOW) == STEP
    assert domain.is_of_an_app(typed)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345x", "½23456", "-12345"])
def test_what_is_no_code_is_of_no_step(typed: str) -> None:
    assert domain.step_of(SECRET, typed, NOW) is None
    assert not domain.is_of_an_app(typed)


def test_each_app_gets_a_secret_of_160_bits() -> None:
    secrets = {domain.new_totp_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert {len(it) for it in secrets} == {32}


def test_an_app_is_told_whose_it_is() -> None:
    told = domain.address_for_apps(SECRET, "salma@example.org")

    assert told == f"otpauth://totp/Takwin:salma%40example.org?secret={SECRET}&issuer=Takwin"


def test_letters_are_read_in_groups() -> None:
    assert domain.in_groups("ABCDEFGHIJ") == "ABCD EFGH IJ"


def test_ten_codes_for_paper_have_80_bits_each() -> None:
    codes = domain.new_recovery_codes()

    assert len(set(codes)) == 10
    assert {len(it) for it in codes} == {16}
    assert not any(domain.is_of_an_app(it) for it in codes)


@pytest.mark.parametrize(
    "typed", ["ABCD2345EFGH67IJ", "abcd 2345 efgh 67ij", "ABCD-2345-EFGH-67IJ", "A8CD2345EFGH671J"]
)
def test_a_code_on_paper_is_read_as_people_type_it(typed: str) -> None:
    kept = domain.recovery_hash(ONE, "ABCD2345EFGH67IJ")

    assert domain.recovery_hash(ONE, typed) == kept


def test_a_code_on_paper_is_one_persons() -> None:
    assert domain.recovery_hash(ONE, "ABCD2345EFGH67IJ") != domain.recovery_hash(OTHER, "ABCD2345EFGH67IJ")
    assert "ABCD" not in domain.recovery_hash(ONE, "ABCD2345EFGH67IJ")


def test_a_secret_is_sealed_and_opened_by_the_same_secret_alone() -> None:
    seal, other = Seal("only-for-tests-" * 4), Seal("another-" * 5)

    kept = seal.sealed(SECRET)

    assert SECRET.encode() not in kept
    assert (seal.opened(kept), other.opened(kept)) == (SECRET, "")


def test_a_page_carries_the_secret_of_one_account() -> None:
    seal = Seal("only-for-tests-" * 4)
    carried = seal.for_set_up(ONE, SECRET)

    assert SECRET not in carried
    assert seal.from_set_up(ONE, carried) == SECRET
    for account_id, wrong in ((OTHER, carried), (ONE, ""), (ONE, carried[:-3]), (ONE, seal.sealed(SECRET).decode())):
        with pytest.raises(SetUpTooOld):
            seal.from_set_up(account_id, wrong)


def test_a_page_of_setting_up_is_good_for_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Seal("only-for-tests-" * 4)
    earlier = int((datetime.now(UTC) - timedelta(minutes=15, seconds=5)).timestamp())  # noqa: TID251 - as Fernet asks
    encrypt = Fernet.encrypt_at_time
    monkeypatch.setattr(Fernet, "encrypt", lambda self, said: encrypt(self, said, earlier))

    carried = seal.for_set_up(ONE, SECRET)

    assert sealing.SET_UP_WITHIN_S == 900
    with pytest.raises(SetUpTooOld):
        seal.from_set_up(ONE, carried)
