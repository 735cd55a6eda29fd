"""Cast of a story: the player, a program that moves time; and the staff, each with a browser's session of their own."""

from typing import Self

from programs.scenario.api import Api, Way
from programs.scenario.staff import Key, Member, SignedIn


class Cast:
    """Callers of one installation, made when they act first, let go together."""

    def __init__(self, origin: str, key: str, way: Way | None = None) -> None:
        self._origin, self._key, self._way = origin, key, way
        self.player = Api(origin, Key(key), way)
        self._staff: dict[Member, Api] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for api in (self.player, *self._staff.values()):
            await api.aclose()

    def of(self, member: Member) -> Api:
        """Return the member as a caller."""
        if member not in self._staff:
            self._staff[member] = Api(self._origin, SignedIn(self._key, member), self._way)
        return self._staff[member]
