"""The work behind every message: claim, ask for contacts, write, hand over, record, forget."""

import asyncio
from typing import cast
from uuid import UUID

import asyncpg
import httpx2
import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.notifications import claims, messages
from services.notifications.claims import Claim
from services.notifications.contacts import Contact, Contacts, ContactsAway
from services.notifications.domain import BAD_ADDRESS, NO_ADDRESS, NOT_CALLED_FOR, Outcome
from services.notifications.gateway import TIMEOUT_S, Gateway, GatewayAway
from services.notifications.settings import NotificationsSettings
from shared.database import Database, is_outage
from shared.running import Parts

log = structlog.get_logger()

POLL_S = 0.5
CONTACTS_TIMEOUT_S = 10.0
LONGEST_REST_S = 30.0


async def send_messages(parts: Parts) -> None:
    """Send what is due for as long as the service runs. This sender alone has the name `settings.instance`."""
    settings = cast("NotificationsSettings", parts.settings)
    async with httpx2.AsyncClient(timeout=CONTACTS_TIMEOUT_S, trust_env=False) as client:
        await Sender(parts.database, settings, client).run()


class Sender:
    """Sends one batch after another, each message by itself: written down, handed over, recorded."""

    def __init__(
        self,
        database: Database,
        settings: NotificationsSettings,
        client: httpx2.AsyncClient,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._database = database
        self._name = settings.instance
        self._from = settings.sender_address
        self._contacts = Contacts(client, settings)
        self._gateway = Gateway(settings.smtp_host, settings.smtp_port, timeout_s)
        self._in_vain = 0

    async def run(self) -> None:
        """Settle what a former life left behind, then send what is due, for ever."""
        try:
            await self.recover()
            while True:
                if not await self.send_due():
                    await asyncio.sleep(self.rest_s)
        finally:
            self._gateway.close()

    @property
    def rest_s(self) -> float:
        """Return how long to rest: longer and longer while registration or the mail gateway is away."""
        return min(POLL_S * 2.0 ** min(self._in_vain, 10), LONGEST_REST_S)

    async def recover(self) -> None:
        """Call ambiguous what this sender had begun before it died: nobody sends it again."""
        async with self._database.sessions.begin() as db:
            ambiguous = await claims.recover(db, self._name)
        self._tell_ambiguous(ambiguous)

    async def send_due(self) -> int:
        """Send one batch; return how many messages are dealt with. Raises nothing but outages of the database."""
        batch = await self._claim()
        waiting = list(batch)
        try:
            await self._send_batch(waiting)
        except (ContactsAway, GatewayAway) as away:
            self._in_vain += 1
            log.warning("messages.waiting", reason=str(away), waiting=len(waiting))
        finally:
            await self._release(waiting)
        return len(batch) - len(waiting)

    async def _claim(self) -> list[Claim]:
        async with self._database.sessions.begin() as db:
            ambiguous = await claims.doubt(db)
            batch = await claims.claim(db, self._name)
        self._tell_ambiguous(ambiguous)
        return batch

    async def _release(self, waiting: list[Claim]) -> None:
        """Give the rest back; whoever dies before this holds it until the claim runs out."""
        if waiting:
            async with self._database.sessions.begin() as db:
                await claims.release(db, waiting)

    async def _send_batch(self, waiting: list[Claim]) -> None:
        """Send one after the other; what is dealt with leaves the list. Raises ContactsAway, GatewayAway."""
        if not waiting:
            return
        await self._gateway.connect()
        contacts = await self._contacts_for(waiting)
        while waiting:
            one = waiting[0]
            await self._send(one, contacts.get((one.template, one.participant_id)))
            waiting.remove(one)
        self._in_vain = 0

    async def _contacts_for(self, batch: list[Claim]) -> dict[tuple[str, UUID], Contact]:
        found: dict[tuple[str, UUID], Contact] = {}
        for template in sorted({one.template for one in batch}):
            participants = [one.participant_id for one in batch if one.template == template]
            answer = await self._contacts.ask(template, participants)
            found |= {(template, participant): contact for participant, contact in answer.items()}
        return found

    async def _send(self, one: Claim, contact: Contact | None) -> None:
        """Send one message unless there is a reason not to. Raises GatewayAway, with the message not begun."""
        if contact is None:
            return await self._settle(one, NOT_CALLED_FOR)
        if not contact.email:
            return await self._settle(one, NO_ADDRESS)
        try:
            mail = messages.write(one, contact, self._from)
        except messages.BadAddress:
            return await self._settle(one, BAD_ADDRESS)
        await self._gateway.connect()
        if await self._begin(one):
            await self._settle(one, await self._gateway.hand_over(mail))
        return None

    async def _begin(self, one: Claim) -> bool:
        async with self._database.sessions.begin() as db:
            return await claims.begin(db, one)

    async def _settle(self, one: Claim, outcome: Outcome) -> None:
        """Record the outcome as soon as the database takes it; until then nothing else is sent."""
        while not await self._recorded(one, outcome):  # noqa: ASYNC110 - no event tells when the database is back
            await asyncio.sleep(POLL_S)
        log.info(
            "message.settled", intent_id=str(one.id), template=one.template, state=outcome.state, reason=outcome.reason
        )

    async def _recorded(self, one: Claim, outcome: Outcome) -> bool:
        try:
            async with self._database.sessions.begin() as db:
                await claims.settle(db, one, outcome)
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            if not is_outage(error):
                raise
            log.warning("message.unrecorded", intent_id=str(one.id), error=type(error).__name__)
            return False
        return True

    def _tell_ambiguous(self, count: int) -> None:
        if count:
            log.error("messages.ambiguous", count=count)
