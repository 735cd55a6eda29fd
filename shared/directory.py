"""The services there are, from the one list of them."""

import tomllib
from pathlib import Path

LIST = Path(__file__).parents[1] / "services" / "services.toml"


def service_names(file: Path = LIST) -> tuple[str, ...]:
    """Return the name of every service: of its folder, its database, its role, its part of each address."""
    return tuple(tomllib.loads(file.read_text(encoding="utf-8"))["services"])
