"""HTTP: how the player of a story signs synthetic staff in. The route exists in a demonstration alone."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from services.access.demonstration import actions
from services.access.demonstration.domain import REASON, address_of, name_of
from services.access.frame import ROLES, door_of
from services.access.people.actions import Person
from services.access.people.domain import Asked
from services.access.sessions.actions import open_session
from shared.http.access import Db, needs
from shared.http.requests import Form
from shared.words import Words

LANGUAGE = "fr"
MOST_SESSIONS = 20

router = APIRouter(prefix="/api/v1/demo", tags=["demonstration"])


class StaffForm(Form):
    """Whose session is wanted: a role, and what it is limited to."""

    role: str = Field(max_length=40)
    region: str | None = Field(default=None, max_length=10)
    organisation_id: UUID | None = None
    session_ids: tuple[UUID, ...] = Field(default=(), max_length=MOST_SESSIONS)

    def asked(self) -> Asked:
        """Return the grant."""
        return Asked(reason=REASON, **self.model_dump())


class SignedIn(BaseModel):
    """The account that is signed in."""

    id: UUID


@router.post("/staff", status_code=201, dependencies=[needs("staff.play")])
async def sign_in_staff(request: Request, form: StaffForm, response: Response, db: Db) -> SignedIn:
    """Sign a member of the staff in; the cookie in the answer is what a browser would keep."""
    account = await actions.member(db, _person(form.asked()), form.asked())
    secret = await open_session(db, account.id, door_of(request).device, strong=True, factor="link")
    door_of(request).cookie.give(response, secret)
    return SignedIn(id=account.id)


def _person(asked: Asked) -> Person:
    words = Words(LANGUAGE)
    role = words.say(ROLES.get(asked.role, asked.role))
    return Person(address_of(asked), name_of(asked, role, words.region(asked.region or "")), LANGUAGE)
