"""Cookies: each of ours is kept by this host alone, out of reach of scripts, and by HTTPS where people come by it."""

from dataclasses import dataclass
from typing import Literal, Self

from starlette.responses import Response


@dataclass(frozen=True)
class Cookie:
    """One of ours. By HTTPS its name makes browsers see to it that no other host has set it."""

    name: str
    secure: bool

    @classmethod
    def of(cls, called: str, origin: str) -> Self:
        """Return the cookie as it is called where people come by this origin."""
        secure = origin.startswith("https:")
        return cls(f"__Host-{called}" if secure else called, secure)

    def set(self, answer: Response, value: str, lasts_s: int) -> None:
        """Let the browser keep the value."""
        strict: Literal["strict"] = "strict"
        answer.set_cookie(
            self.name, value, max_age=lasts_s, httponly=True, samesite=strict, secure=self.secure, path="/"
        )
