"""Base of notifications' tables. No name, address or text is ever kept."""

from typing import Any

from sqlalchemy import JSON, DateTime
from sqlmodel import SQLModel

from shared.kernel.database import new_registry

UTC_TIME: Any = DateTime(timezone=True)
WALL_CLOCK: Any = DateTime(timezone=False)  # said in the zone beside it
JSON_OR_NULL: Any = JSON(none_as_null=True)


class Table(SQLModel, registry=new_registry()):
    """A table of notifications."""
