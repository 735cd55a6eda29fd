"""Rules of second factors: which code of an app is right, and once; codes on paper."""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from datetime import datetime
from uuid import UUID

import pyotp

from shared.refusals import Conflict, Invalid

STEP_S = 30
BESIDE = (-1, 0)  # steps: people type slowly
CODES, CODE_BYTES, GROUP = 10, 10, 4
ISSUER = "Takwin"
DIGITS = 6


class CodeWrong(Invalid):
    """This code is not right, or was used before: wait for the next one."""


class SecondFactorThere(Conflict):
    """There is a second factor already: remove it first."""


class NoSecondFactor(Conflict):
    """There is no second factor to be changed."""


class SetUpTooOld(Conflict):
    """This page was open for too long: begin once more."""


def new_totp_secret() -> str:
    """Return what an app and we will know: 160 bits, as apps take them."""
    return pyotp.random_base32()


def in_groups(text: str) -> str:
    """Return it as people read it from a page or from paper: groups of four."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))


def address_for_apps(secret: str, email: str) -> str:
    """Return what a QR code tells an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return of which step the code is; nothing where it is of none that is near."""
    here = int(now.timestamp()) // STEP_S
    totp, typed = pyotp.TOTP(secret), as_digits(code)
    found = [step for step in (here + it for it in BESIDE) if hmac.compare_digest(totp.generate_otp(step), typed)]
    return found[-1] if found else None


def as_digits(code: str) -> str:
    """Return the digits of a code in whatever script they were typed; "" where it has anything else."""
    signs = [sign for sign in code if not sign.isspace()]
    digits = [unicodedata.digit(sign, None) for sign in signs]
    return "" if None in digits else "".join(map(str, digits))


def is_of_an_app(code: str) -> bool:
    """Say whether it can only be a code of an app, and none from paper."""
    return len(as_digits(code)) == DIGITS


def new_recovery_codes() -> list[str]:
    """Return ten codes to be written down: 80 bits each, in letters that are not taken for one another."""
    return [base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode() for _ in range(CODES)]


def recovery_hash(account_id: UUID, code: str) -> str:
    """Return what is kept of a code on paper, however it was typed: nobody guesses 80 bits, so a plain hash will do."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum()).translate(str.maketrans("018", "OIB"))
    return hashlib.sha256(f"{account_id} {typed}".encode()).hexdigest()
