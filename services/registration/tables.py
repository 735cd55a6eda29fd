"""Base of registration's tables."""

from typing import Any

from sqlalchemy import DateTime
from sqlmodel import SQLModel

from shared.kernel.database import new_registry

UTC_TIME: Any = DateTime(timezone=True)
WALL_CLOCK: Any = DateTime(timezone=False)  # said in the zone beside it; only shown, never reckoned with


class Table(SQLModel, registry=new_registry()):
    """A table of registration."""
