"""Parts of everything that numbers are about; a part and an indicator are a number's name."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args
from urllib.parse import urlencode

Dimension = Literal["region", "sex", "organisation", "module", "session", "programme", "donor", "theme", "channel"]


@dataclass(frozen=True, slots=True)
class Where:
    """A part of everything: whatever is named must fit. Nothing named: all of it."""

    region: str | None = None
    sex: str | None = None
    organisation: str | None = None  # kind of organisation
    module: str | None = None  # module id and version: 0198…/2
    session: str | None = None
    programme: str | None = None
    donor: str | None = None
    theme: str | None = None
    channel: str | None = None

    def and_(self, dimension: Dimension, key: str) -> "Where":
        """Return the smaller part where `dimension` is `key`."""
        changed: dict[str, str] = {dimension: key}
        return replace(self, **changed)

    def named(self) -> dict[Dimension, str]:
        """Return what is named, by dimension."""
        found = ((dimension, getattr(self, dimension)) for dimension in DIMENSIONS)
        return {dimension: str(key) for dimension, key in found if key is not None}


DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


@lru_cache(maxsize=50_000)  # the same names are asked for many times in one report
def name(indicator: str, where: Where) -> str:
    """Return the number's name, which is the query of the route that opens it into its events."""
    return urlencode([("indicator", indicator), *where.named().items()])
