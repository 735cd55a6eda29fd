"""Contacts are asked of registration when a message leaves, for a named purpose, and forgotten with the message."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID

import httpx2
from pydantic import BaseModel, ConfigDict, ValidationError

from services.notifications.channels.reasons import why
from services.notifications.settings import NotificationsSettings
from shared.events import MessageKind

# What speaks of the one question; 401, 404 or 429 speak of whoever asks, of the route, or of the day.
OF_THE_QUESTION = {
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
}


class ContactsAway(Exception):
    """Registration gives no contacts now."""


class ContactsRefused(Exception):
    """Registration gives contacts, and not these yet: e.g. it has not heard that their session is cancelled."""


class Contact(BaseModel):
    """How to reach one participant; `relayed` is the way through the organisation, which passes the message on.

    Who has opted out wants no message of the purpose that was asked for: registration knows which are told in any case.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    participant_id: UUID
    given_name: str
    family_name: str
    language: str
    relayed: bool = False
    opted_out: bool = False
    email: str | None = None
    phone: str | None = None
    not_working: tuple[str, ...] = ()  # channels whose address is withheld, since it does not work

    def unnamed(self) -> "Contact":
        """Return the contact without the name: what is somebody's name is no word of ours."""
        return self.model_copy(update={"given_name": "", "family_name": ""})


class ContactsAnswer(BaseModel):
    """Those of the participants asked for whose registration calls for the message."""

    model_config = ConfigDict(hide_input_in_errors=True)

    contacts: list[Contact]


class Contacts:
    """Registration's contacts route."""

    def __init__(self, client: httpx2.AsyncClient, settings: NotificationsSettings) -> None:
        self._client = client
        self._url = settings.contacts_at
        self._token = settings.tokens.get("notifications")

    async def ask(self, purpose: MessageKind, session: UUID, participants: Sequence[UUID]) -> dict[UUID, Contact]:
        """Return the contacts by participant; at most 500 may be asked for at once.

        Raises ContactsAway, ContactsRefused.
        """
        people = [str(one) for one in dict.fromkeys(participants)]
        question = {"purpose": purpose, "session_id": str(session), "participant_ids": people}
        try:
            answer = await self._client.post(self._url, json=question, headers=self._authorization())
            answer.raise_for_status()
            contacts = ContactsAnswer.model_validate_json(answer.content).contacts
        except httpx2.HTTPStatusError as error:
            raise _refusal(error.response.status_code) from None
        except (httpx2.HTTPError, ValidationError) as error:
            raise ContactsAway(why(error)) from None
        return {contact.participant_id: contact for contact in contacts}

    def _authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token.get_secret_value()}"} if self._token else {}


def _refusal(status: int) -> ContactsAway | ContactsRefused:
    return ContactsRefused(f"contacts-{status}") if status in OF_THE_QUESTION else ContactsAway(f"http-{status}")
