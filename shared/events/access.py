"""Access as it stands: what an account may do and where, and by which keys it comes. No name, no address, no secret."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from shared.events.fields import Part
from shared.events.of_each import OfEach
from shared.kernel.contracts import Event

Kind = Literal["person", "program"]


class Grant(Part):
    """A role, and where it holds: as far as the role's scopes go, of what is named here."""

    role: str = Field(description="a table of shared/access/roles.toml, e.g. coordinator")
    region: str | None = Field(default=None, description="ISO 3166-2 code; null for a role of the whole country")
    organisation_id: UUID | None = Field(default=None, description="of a focal point")
    session_ids: list[UUID] = Field(default_factory=list, description="of a trainer")
    ends_at: AwareDatetime | None = Field(
        default=None, description="by the clock of machines, not of business; null: until it is taken back"
    )
    look_id: UUID | None = Field(
        default=None, description="of a look at another region: access keeps its reason under this id"
    )


class Key(Part):
    """A secret by which the account comes, told by its digest: of somebody signed in, or of a program."""

    digest: str = Field(description="SHA-256 of the secret, in hex")
    strong: bool = Field(description="a second factor was shown, or none is asked for: a program")
    ends_at: AwareDatetime = Field(description="by the clock of machines: it ends then, whatever happens")


class AccountGranted(Event):
    """An account as it now stands, whole: whoever hears this needs nothing that was said before."""

    topic: ClassVar = "access.grants"
    source: ClassVar = "/access"
    type: ClassVar = "account.granted.v1"

    account_id: UUID = Field(description="random; whose it is, access alone knows")
    kind: Kind
    active: bool = Field(description="false: the account may do nothing any more")
    grants: list[Grant]
    keys: list[Key]

    @property
    def subject(self) -> str:
        return str(self.account_id)


class KeyUsed(OfEach):
    """A program outside has come by its key. Each service says it of each key once an hour at most."""

    topic: ClassVar = "access.uses"
    source: ClassVar = "/uses/{service}"
    type: ClassVar = "key.used.v1"

    account_id: UUID = Field(description="of the program")
    digest: str = Field(description="which key: SHA-256 of the secret, in hex")
    used_at: AwareDatetime = Field(description="by the clock of machines; later uses within the hour are not told")

    @property
    def subject(self) -> str:
        return str(self.account_id)
