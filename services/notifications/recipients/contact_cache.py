"""Contacts of the people in a batch: asked for a few at a time, and again once an answer has grown old.

So whoever wants no more messages, or is erased, while a long batch leaves is left alone within seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.notifications.queue.claim import Claim
from services.notifications.recipients.contacts import Contact, Contacts
from shared.kernel.clock import machine_now

AT_ONCE = 10  # so many messages leave before an answer is old, where a gateway takes a third of a second for each
FRESH_FOR = timedelta(seconds=3)


@dataclass(frozen=True)
class Answer:
    """How to reach somebody, if anything calls for the message; and when that was asked."""

    contact: Contact | None
    asked_at: datetime


class Answers:
    """The contacts of those who wait in a batch."""

    def __init__(self, contacts: Contacts, waiting: list[Claim]) -> None:
        self._contacts = contacts
        self._waiting = waiting
        self._known: dict[UUID, Answer] = {}

    async def of(self, claim: Claim) -> Contact | None:
        """Return how to reach the participant now. Raises ContactsAway, ContactsRefused."""
        known = self._known.get(claim.id)
        if known is None or abs(machine_now() - known.asked_at) > FRESH_FOR:  # a clock may jump both ways
            await self._ask(self.asked_with(claim)[:AT_ONCE])
        return self._known[claim.id].contact

    def asked_with(self, claim: Claim) -> list[Claim]:
        """Return all who wait for the answer to the same question: that message, about that session."""
        question = (claim.kind.name, claim.session_id)
        return [each for each in self._waiting if (each.kind.name, each.session_id) == question]

    async def _ask(self, together: list[Claim]) -> None:
        now, first = machine_now(), together[0]
        people = [each.participant_id for each in together]
        contacts = await self._contacts.ask(first.kind.name, first.session_id, people)
        self._known |= {each.id: Answer(contacts.get(each.participant_id), now) for each in together}
