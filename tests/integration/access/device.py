"""Devices that keep passkeys, as makers would have built them: P-256 or RSA, no attestation. In tests alone."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from webauthn.helpers import encode_cbor

OF_RSA = -257  # with PKCS#1 v1.5 and SHA-256, as COSE numbers it
PRESENT, VERIFIED, MADE = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    """Return bytes as browsers write them."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(said: str) -> bytes:
    """Return what browsers have written."""
    return urlsafe_b64decode(said + "=" * (-len(said) % 4))


@dataclass
class Device:
    """A telephone. `verified`: its owner has shown who she is; `origin`: the page on which it is asked."""

    origin: str
    host: str
    verified: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, asked: dict[str, Any]) -> str:
        """Make a key for whoever asks, and answer as a browser does."""
        made = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + encode_cbor(self._public())
        attested = {"fmt": "none", "attStmt": {}, "authData": self._about(MADE) + made}
        told = self._client("webauthn.create", asked)
        return self._answer(clientDataJSON=told, attestationObject=encode_cbor(attested))

    def show(self, asked: dict[str, Any]) -> str:
        """Show the key to whoever asks."""
        self.count += 1
        told, about = self._client("webauthn.get", asked), self._about()
        signature = self._signature(about + hashlib.sha256(told).digest())
        return self._answer(clientDataJSON=told, authenticatorData=about, signature=signature)

    def _public(self) -> dict[int, Any]:
        number = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: number.x.to_bytes(32, "big"), -3: number.y.to_bytes(32, "big")}

    def _signature(self, said: bytes) -> bytes:
        return self.key.sign(said, ec.ECDSA(hashes.SHA256()))

    def _about(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, **response: bytes) -> str:
        said = {name: text(value) for name, value in response.items()}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": said})


@dataclass
class OfRsa(Device):
    """A computer whose chip makes keys of RSA alone."""

    chip: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def _public(self) -> dict[int, Any]:
        number = self.chip.public_key().public_numbers()
        return {1: 3, 3: OF_RSA, -1: number.n.to_bytes(256, "big"), -2: number.e.to_bytes(3, "big")}

    def _signature(self, said: bytes) -> bytes:
        return self.chip.sign(said, padding.PKCS1v15(), hashes.SHA256())
