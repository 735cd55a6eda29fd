"""Derived keys: one key for each purpose, made of the installation's secret, so that none tells of another."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

BYTES = 32


def derived(secret: str, purpose: str) -> bytes:
    """Return the key for the purpose, by HKDF-SHA-256 (RFC 5869) without a salt."""
    return HKDF(algorithm=hashes.SHA256(), length=BYTES, salt=None, info=purpose.encode()).derive(secret.encode())
