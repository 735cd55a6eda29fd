"""Preconditions (ETag, If-Match): of two who change one thing, the second is told what the first has saved."""

import hmac
from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import BaseModel, ConfigDict

from shared.refusals import Conflict

T = TypeVar("T")
Check = Callable[[T], None]  # looks at the locked row as it now is, before anything is written to it


class ChangedMeanwhile(Conflict):
    """Somebody else has changed this since you opened it; nothing of yours is saved yet."""

    def __init__(self, field: str = "", theirs: Mapping[str, str] | None = None) -> None:
        """`theirs` holds what now stands in the fields that both have changed, as it would be typed."""
        super().__init__(field)
        self.theirs = theirs or {}


class NotAsExpected(ChangedMeanwhile):
    """This is no longer what you read: its ETag has changed; nothing was saved."""


def at_will(_: Any) -> None:
    """Check nothing: whoever asks names what is to change and leaves out the rest."""


class Version(BaseModel):
    """What a thing's ETag is made of where it counts its changes itself."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int


class Expected:
    """What a program says in If-Match about what it wants to change; without the header anything is as expected."""

    def __init__(self, secret: str, tag: str | None) -> None:
        self._secret = secret.encode()
        self._tag = tag

    def tell(self, response: Response, shown: BaseModel) -> None:
        """Say in ETag which state is answered."""
        response.headers["etag"] = self._tag_of(shown)

    def check(self, shown: BaseModel) -> None:
        """Raise NotAsExpected where this is not the state that the program has seen."""
        if self._tag is not None and not {"*", self._tag_of(shown)} & {it.strip() for it in self._tag.split(",")}:
            raise NotAsExpected("If-Match")

    def version(self, now: Any) -> None:
        """Raise NotAsExpected where a thing that counts its changes has changed."""
        self.check(Version.model_validate(now))

    def _tag_of(self, shown: BaseModel) -> str:
        """Return a keyed hash: a plain one of a form with a phone number in it could be guessed."""
        return f'"{hmac.digest(self._secret, shown.model_dump_json().encode(), "sha256").hex()[:32]}"'


async def expected(request: Request, if_match: Annotated[str | None, Header(max_length=1000)] = None) -> Expected:
    """Return what the request expects."""
    return Expected(request.app.state.settings.secret.get_secret_value(), if_match)


IfMatch = Annotated[Expected, Depends(expected)]
