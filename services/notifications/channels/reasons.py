"""Reasons why a gateway, or registration, cannot be reached: a word for an operator that quotes nobody."""

import ssl
from collections.abc import Iterator
from socket import gaierror

WORDS: tuple[tuple[type[BaseException], str], ...] = (
    (ConnectionRefusedError, "connection-refused"),
    (gaierror, "name-unknown"),
    (ssl.SSLError, "no-trusted-encryption"),
    (TimeoutError, "no-answer"),
)


def why(error: BaseException) -> str:
    """Return the word for what lies behind the error; its class where there is none, never its text."""
    for cause in _causes(error):
        for kind, word in WORDS:
            if isinstance(cause, kind):
                return word
    return type(error).__name__


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield what was raised first, then what was made of it."""
    if error is not None:
        yield from _causes(error.__cause__ or error.__context__)
        yield error
