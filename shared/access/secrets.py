"""Secrets that let somebody in: random, and kept by their digest alone."""

import hashlib
import secrets

BYTES = 32  # 256 bits: nobody guesses one, so a plain hash of it is enough


def new_secret() -> str:
    """Return a new secret, as it can stand in an address, a cookie or a header."""
    return secrets.token_urlsafe(BYTES)


def digest_of(secret: str) -> str:
    """Return what is kept of it, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()
