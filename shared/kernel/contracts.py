"""Events on the wire: CloudEvents 1.0 in structured JSON, read and written by one class per event."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

CONTENT_TYPE = "application/cloudevents+json"
NIL = UUID(int=0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

REQUIRED = {"id", "type", "source", "time", "aggregateversion", "data"}
ENVELOPE = {"id", "time", "aggregateversion", "incarnation", "causationid", "correlationid"}


class Event(BaseModel):
    """A fact that has happened and will not be taken back. The envelope is filled in when it is published."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    topic: ClassVar[str]
    type: ClassVar[str]
    source: ClassVar[str]

    id: UUID = NIL
    time: AwareDatetime = Field(default=EPOCH, description="business time")
    aggregateversion: NonNegativeInt = Field(default=0, description="1, 2, 3 … per subject, without a gap")
    incarnation: PositiveInt | None = Field(
        default=None, description="1 at first, one more each time the database that says this is restored from a backup"
    )
    causationid: UUID | None = Field(default=None, description="id of the event that led to this one")
    correlationid: UUID | None = Field(default=None, description="id of the request that began it all")

    @property
    def subject(self) -> str:
        """Id of the aggregate this is a fact about."""
        raise NotImplementedError

    @property
    def key(self) -> str:
        """What Kafka keeps in order."""
        return self.subject

    @property
    def place(self) -> str | None:
        """ISO 3166-2 code for the extension `region`, where the fact has one."""
        return getattr(self, "region", None)

    def kept_in(self, columns: Iterable[str]) -> dict[str, Any]:
        """Return what it tells under the names of these columns; nothing of its envelope."""
        return self.model_dump(include=set(columns) - ENVELOPE)

    def older_forms(self) -> tuple["Event", ...]:
        """Return this fact in the versions that somebody still hears; they are sent beside it with the same id."""
        return ()

    def to_cloudevent(self) -> dict[str, Any]:
        """Return the event as the JSON object that goes on Kafka."""
        fields = self.model_dump(mode="json")
        envelope = {name: fields.pop(name) for name in ENVELOPE}
        return {
            "specversion": "1.0",
            "type": self.type,
            "source": self.source,
            "subject": self.subject,
            "datacontenttype": "application/json",
            **{name: value for name, value in sorted(envelope.items()) if value is not None},
            **({"region": self.place} if self.place else {}),
            "data": fields,
        }

    @classmethod
    def from_cloudevent(cls, body: dict[str, Any]) -> Self:
        """Read what `to_cloudevent` wrote, by this version or a newer one. Raises pydantic.ValidationError."""
        if not _has_envelope(body):
            Received.model_validate(body)
        return cls.model_validate({**body["data"], **{name: body[name] for name in ENVELOPE if name in body}})


def _has_envelope(body: dict[str, Any]) -> bool:
    """Say, quickly, whether `Received` would be content; the event's own class looks at the values."""
    version = body.get("aggregateversion")
    return (
        body.get("specversion") == "1.0"
        and body.keys() >= REQUIRED
        and isinstance(body["data"], dict)
        and isinstance(version, int)
        and version >= 1
    )


class Received(BaseModel):
    """What every event on Kafka must say about itself, whatever its type."""

    model_config = ConfigDict(hide_input_in_errors=True)

    specversion: str = Field(pattern=r"^1\.0$")
    id: UUID
    type: str = Field(min_length=1)
    source: str = Field(min_length=1)
    time: AwareDatetime
    aggregateversion: int = Field(ge=1)
    data: dict[str, Any]
