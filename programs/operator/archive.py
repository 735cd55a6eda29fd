"""Archive, the file of a backup: parts one after the other, encrypted with age from the first byte, nothing plain.

Inside, after a line that says what it is, each part is a line with its name and then chunks, each after its length as
four bytes; a length of zero ends it. The last part, `manifest`, says what the others must be. With a public key the
file is what `age -d -i KEY` opens. With a passphrase its first line holds a key of its own, wrapped in the passphrase.
"""

import io
import json
import os
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

import pyrage
from pyrage import passphrase, x25519

MAGIC = b"takwin backup 1\n"
WRAPPED = b"takwin key "
LONGEST_LINE = 10_000
Part = tuple[str, Iterable[bytes]]


class NotReadable(Exception):
    """The file is no backup, was cut or changed, or this key does not open it."""


class OtherFormat(Exception):
    """The file is a backup of another version, which this one does not read."""


class NoKey(Exception):
    """There is no public key and no passphrase to encrypt for; nothing is written unencrypted."""


@dataclass(frozen=True)
class Lock:
    """For whom a backup is written: `head` stands before the encrypted bytes."""

    recipient: x25519.Recipient
    head: bytes = b""

    @classmethod
    def of(cls, recipient: str, phrase: str) -> Self:
        """Return a lock for a public key, else for a passphrase. Raises NoKey."""
        if recipient:
            try:
                return cls(x25519.Recipient.from_str(recipient))
            except pyrage.RecipientError:
                raise NoKey from None
        if not phrase:
            raise NoKey
        own = x25519.Identity.generate()
        wrapped = passphrase.encrypt(str(own).encode(), phrase)
        return cls(own.to_public(), WRAPPED + b64encode(wrapped) + b"\n")


class Source(io.RawIOBase):
    """What is to be encrypted, made while it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""
        self.failure: BaseException | None = None  # what age, to which it is given, would make an error of its own

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the next piece reaches."""
        while not self._rest:
            try:
                self._rest = next(self._pieces)
            except StopIteration:
                return 0
            except BaseException as failure:
                self.failure = failure
                raise
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def write(file: IO[bytes], lock: Lock, parts: Iterable[Part]) -> None:
    """Write the parts, encrypted, as they come. Raises what making them raises, OSError."""
    source = Source(_framed(parts))
    file.write(lock.head)
    try:
        pyrage.encrypt_io(io.BufferedReader(source), file, [lock.recipient])
    except (pyrage.EncryptError, OSError) as error:
        raise source.failure or OSError(*error.args) from None


def _framed(parts: Iterable[Part]) -> Iterator[bytes]:
    yield MAGIC
    for name, chunks in parts:
        yield f"{name}\n".encode()
        for chunk in chunks:
            if chunk:
                yield len(chunk).to_bytes(4, "big") + chunk
        yield bytes(4)


@contextmanager
def opened(path: Path, key: str) -> Iterator[Iterator[tuple[str, Iterator[bytes]]]]:
    """Give the parts, decrypted as they are read; `key` is an identity of age, or the passphrase.

    Each part must be read before the next. Raises NotReadable, OtherFormat, also at the end for what follows the parts.
    """
    with path.open("rb") as file:
        identity = _identity(file, key)
        inner, outer = os.pipe()
        decryption = Decryption(file, outer, identity)
        decryption.start()
        try:
            with os.fdopen(inner, "rb") as plain:
                yield _parts(plain)
        finally:
            decryption.join()
    if decryption.failed:
        raise NotReadable


def _identity(file: IO[bytes], key: str) -> x25519.Identity:
    first = file.readline(LONGEST_LINE)
    try:
        if first.startswith(WRAPPED):
            wrapped = b64decode(first.removeprefix(WRAPPED))
            return x25519.Identity.from_str(passphrase.decrypt(wrapped, key.strip()).decode())
        file.seek(0)
        lines = (line.strip() for line in key.splitlines())
        return x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except (pyrage.IdentityError, pyrage.DecryptError, ValueError, StopIteration):
        raise NotReadable from None


class Decryption(threading.Thread):
    """Decrypts into a pipe; the pipe just ends where the file is not what it was."""

    def __init__(self, file: IO[bytes], outer: int, identity: x25519.Identity) -> None:
        super().__init__(daemon=True)
        self._file, self._outer, self._identity = file, outer, identity
        self.failed = False

    def run(self) -> None:
        """Decrypt to the end, or until nobody reads any more."""
        try:
            with os.fdopen(self._outer, "wb") as pipe:
                pyrage.decrypt_io(self._file, pipe, [self._identity])
        except (pyrage.DecryptError, OSError):
            self.failed = True


def _parts(plain: IO[bytes]) -> Iterator[tuple[str, Iterator[bytes]]]:
    line = plain.readline(LONGEST_LINE)
    if line != MAGIC:
        raise OtherFormat if line.startswith(b"takwin backup ") else NotReadable
    while name := plain.readline(LONGEST_LINE):
        yield name.decode().strip(), _chunks(plain)


def _chunks(plain: IO[bytes]) -> Iterator[bytes]:
    while True:
        head = plain.read(4)
        if len(head) < 4:  # noqa: PLR2004 - the length of a length
            raise NotReadable
        size = int.from_bytes(head, "big")
        if size == 0:
            return
        chunk = plain.read(size)
        if len(chunk) < size:
            raise NotReadable
        yield chunk


def manifest_part(manifest: dict[str, Any]) -> Iterable[bytes]:
    """Return the manifest as it is written."""
    return [json.dumps(manifest, indent=1).encode()]


@contextmanager
def whole(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside `path` that takes its place when the block ends well, and is gone otherwise."""
    half = path.with_name(f".{path.name}.half")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        with suppress(FileNotFoundError):
            half.unlink()
