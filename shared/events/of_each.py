"""Facts of each service: what every one says of itself, under a source of its own."""

from typing import Any, ClassVar

from pydantic import Field

from shared.kernel.contracts import Event


class OfEach(Event):
    """A fact of one service; the source of the class has a blank for which."""

    source: ClassVar[str]

    service: str = Field(description="which one says it, e.g. registration", pattern=r"^[a-z]+$")

    @classmethod
    def source_of(cls, service: str) -> str:
        """Return what the events of a service say they are from."""
        return cls.source.format(service=service)

    def to_cloudevent(self) -> dict[str, Any]:
        """Return the event with the service that says it as its source."""
        return {**super().to_cloudevent(), "source": self.source_of(self.service)}
