"""Signing: how what a browser carries for us is signed, with the time, so that nobody else can write it."""

import hashlib

from itsdangerous import TimestampSigner  # noqa: TID251 - the one place


def signer(secret: str, purpose: str) -> TimestampSigner:
    """Return what signs by HMAC-SHA-256; what is signed for one purpose is good for no other."""
    return TimestampSigner(secret, salt=purpose, key_derivation="hmac", digest_method=hashlib.sha256)
