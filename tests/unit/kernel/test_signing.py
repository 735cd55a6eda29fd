"""Signing and derived keys: SHA-256 alone, and keys as they were made before by hand, so that old heads still fit."""

import base64
import hmac

import pytest
from itsdangerous import BadSignature, TimestampSigner  # noqa: TID251 - as it comes, to be refused

from shared.access.audit_head import Seal
from shared.access.derived_keys import derived
from shared.http.signing import signer

SECRET = "only-for-tests-" * 4
# As `hmac.digest` made it by hand, before the library did.
OLDER_SEAL = "0b8fc63d1e6a1c16b113e15195e50513e7e6d11131dac0b9aedb0e5678465761"


def test_what_a_browser_carries_is_signed_by_hmac_sha_256_and_so_is_its_key() -> None:
    signed = signer(SECRET, "signed-in").sign("something")

    said, _, shown = signed.rpartition(b".")
    key = hmac.digest(SECRET.encode(), b"signed-in", "sha256")
    assert base64.urlsafe_b64decode(shown + b"=") == hmac.digest(key, said, "sha256")


def test_what_was_signed_by_sha_1_is_not_taken() -> None:
    older = TimestampSigner(SECRET, salt="signed-in").sign("something")

    with pytest.raises(BadSignature):
        signer(SECRET, "signed-in").unsign(older)


def test_what_is_signed_for_one_purpose_is_good_for_no_other() -> None:
    with pytest.raises(BadSignature):
        signer(SECRET, "signed-in").unsign(signer(SECRET, "half way").sign("something"))


def test_a_head_of_the_audit_that_was_told_before_fits_still() -> None:
    assert Seal(SECRET).of("access", 1, 7, "ab" * 32) == OLDER_SEAL


def test_no_key_tells_of_another() -> None:
    keys = {derived(SECRET, "second factors"), derived(SECRET, "takwin audit heads"), derived("another", "x")}

    assert {len(it) for it in keys} == {32}
    assert len(keys) == 3
