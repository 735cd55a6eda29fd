"""Senders, one per channel: each claims messages, asks for contacts, writes, hands over, records and forgets."""

import asyncio
from typing import cast

import httpx2
import structlog

from services.notifications.channels import storage
from services.notifications.channels.channel import Outlet, outlet_for
from services.notifications.channels.notices import notice_of
from services.notifications.channels.tls_trust import trusted
from services.notifications.queue import claiming, crashes
from services.notifications.queue.claim import Claim
from services.notifications.queue.domain import (
    NO_ADDRESS,
    NO_GATEWAY,
    NOT_CALLED_FOR,
    NOT_WORKING,
    OPTED_OUT,
    SENT,
    GatewayAway,
    Outcome,
)
from services.notifications.recipients.contact_cache import Answers
from services.notifications.recipients.contacts import Contact, Contacts, ContactsAway, ContactsRefused
from services.notifications.settings import NotificationsSettings
from services.notifications.texts.messages import Unfit
from shared.events import Channel
from shared.http.retries import passes
from shared.kernel.database import DATABASE_ERRORS, Database
from shared.service.running import Parts

log = structlog.get_logger()

POLL_S = 0.5
CONTACTS_TIMEOUT_S = 10.0
LONGEST_REST_S = 30.0


async def send_mail(parts: Parts) -> None:
    """Send what is due by mail for as long as the service runs."""
    await _send(parts, "email")


async def send_sms(parts: Parts) -> None:
    """Send what is due by SMS for as long as the service runs."""
    await _send(parts, "sms")


async def _send(parts: Parts, channel: Channel) -> None:
    """This sender alone has the name `settings.instance` on its channel."""
    settings = cast("NotificationsSettings", parts.settings)
    async with httpx2.AsyncClient(timeout=CONTACTS_TIMEOUT_S, trust_env=False, verify=trusted("https")) as client:
        outlet = outlet_for(channel, settings, parts.database, client)
        await Sender(parts.database, settings, client, outlet).run()


class Sender:
    """Sends one batch after another, each message by itself: written down, handed over, recorded."""

    def __init__(
        self, database: Database, settings: NotificationsSettings, client: httpx2.AsyncClient, outlet: Outlet
    ) -> None:
        self._database = database
        self._name = settings.instance
        self._contacts = Contacts(client, settings)
        self._outlet = outlet
        self._in_vain = 0
        self._outage_noted = True  # a former life may have noted one
        self._exists = outlet.channel == "email" or bool(settings.sms_url)

    async def run(self) -> None:
        """Settle what a former life left behind, then send what is due, for ever."""
        try:
            await self.recover()
            while True:
                if not await self.send_due():
                    await asyncio.sleep(self.rest_s)
        finally:
            self._outlet.close()

    @property
    def rest_s(self) -> float:
        """Return how long to rest: longer and longer while registration or the gateway is away."""
        return min(POLL_S * 2.0 ** min(self._in_vain, 10), LONGEST_REST_S)

    async def recover(self) -> None:
        """Doubt what this sender had begun before it died."""
        async with self._database.sessions.begin() as db:
            ambiguous = await crashes.recover(db, self._name, self._outlet.channel)
        self._tell_ambiguous(ambiguous)

    async def send_due(self) -> int:
        """Send one batch; return how many messages are dealt with. Raises nothing but outages of the database."""
        batch = await self._claim()
        waiting = list(batch)
        try:
            await self._send_batch(waiting)
        except (ContactsAway, GatewayAway) as away:
            await self._note_outage(away, len(waiting))
        finally:
            await self._release(waiting)
        return len(batch) - len(waiting)

    async def _note_outage(self, away: ContactsAway | GatewayAway, waiting: int) -> None:
        self._in_vain += 1
        self._outage_noted = True
        reason = f"contacts-{away}" if isinstance(away, ContactsAway) else str(away)
        log.warning("messages.waiting", channel=self._outlet.channel, reason=reason, waiting=waiting)
        async with self._database.sessions.begin() as db:
            await storage.note_outage(db, self._outlet.channel, reason)

    async def _end_outage(self) -> None:
        self._in_vain = 0
        if self._outage_noted:
            async with self._database.sessions.begin() as db:
                await storage.end_outage(db, self._outlet.channel)
            self._outage_noted = False

    async def _claim(self) -> list[Claim]:
        async with self._database.sessions.begin() as db:
            ambiguous = await crashes.doubt(db, self._outlet.channel)
            batch = await claiming.claim(db, self._name, self._outlet.channel)
        self._tell_ambiguous(ambiguous)
        return batch

    async def _release(self, waiting: list[Claim]) -> None:
        """Give the rest back; whoever dies before this holds it until the claim runs out."""
        if waiting:
            async with self._database.sessions.begin() as db:
                await claiming.release(db, waiting)

    async def _send_batch(self, waiting: list[Claim]) -> None:
        """Send one after the other; what is dealt with leaves the list. Raises ContactsAway, GatewayAway."""
        if not waiting:
            return
        answers = Answers(self._contacts, waiting)
        while waiting:
            claim = waiting[0]
            try:
                contact = await self._contact_for(claim, answers)
            except ContactsRefused as refused:
                await self._postpone(answers.asked_with(claim), str(refused), waiting)
                continue
            await self._send(claim, contact)
            waiting.remove(claim)
        await self._end_outage()

    async def _contact_for(self, claim: Claim, answers: Answers) -> Contact | None:
        """Ask for the contact once the gateway is there, so that nobody is asked for in vain."""
        if not self._exists:
            return None
        await self._outlet.connect()
        return await answers.of(claim)

    async def _postpone(self, refused: list[Claim], reason: str, waiting: list[Claim]) -> None:
        """Let those wait of whom registration cannot speak yet; all others go on."""
        async with self._database.sessions.begin() as db:
            await claiming.postpone(db, refused, reason)
        for claim in refused:
            waiting.remove(claim)
        first = refused[0]
        log.warning(
            "messages.postponed",
            template=first.kind.name,
            session_id=str(first.session_id),
            channel=first.channel,
            reason=reason,
            count=len(refused),
        )

    async def _send(self, claim: Claim, contact: Contact | None) -> None:
        """Send one message unless there is a reason not to. Raises GatewayAway: it cannot be asked, or refuses us."""
        if claim.doubtful and await self._was_taken(claim):
            return await self._settle(claim, SENT)
        if refused := self._reason_not_to(contact):
            return await self._settle(claim, refused)
        try:
            written = self._outlet.write(notice_of(claim), cast("Contact", contact))
        except Unfit as unfit:
            return await self._settle(claim, unfit.outcome)
        if await self._begin(claim, written.parts):
            outcome = await written.hand_over()
            await self._settle(claim, outcome)
            if outcome.about_us:
                raise GatewayAway(outcome.reason)
        return None

    def _reason_not_to(self, contact: Contact | None) -> Outcome | None:
        """Return what settles the message unsent: nobody may be told, or can be."""
        if not self._exists:
            return NO_GATEWAY
        if contact is None:
            return NOT_CALLED_FOR
        if contact.opted_out:
            return OPTED_OUT
        if self._outlet.address(contact):
            return None
        return NOT_WORKING if self._outlet.channel in contact.not_working else NO_ADDRESS

    async def _was_taken(self, claim: Claim) -> bool:
        """Ask the gateway whether it has the message. Raises GatewayAway: then nobody knows, and it waits."""
        taken = self._exists and await self._outlet.has_taken(claim.id)
        if not taken:
            async with self._database.sessions.begin() as db:
                await claiming.believe(db, claim)
        return taken

    async def _begin(self, claim: Claim, parts: int | None) -> bool:
        async with self._database.sessions.begin() as db:
            return await claiming.begin(db, claim, parts)

    async def _settle(self, claim: Claim, outcome: Outcome) -> None:
        """Record the outcome as soon as the database takes it; until then nothing else is sent."""
        while not await self._recorded(claim, outcome):  # noqa: ASYNC110 - no event tells when the database is back
            await asyncio.sleep(POLL_S)
        log.info(
            "message.settled",
            intent_id=str(claim.id),
            template=claim.kind.name,
            channel=claim.channel,
            state=outcome.state,
            reason=outcome.reason,
        )

    async def _recorded(self, claim: Claim, outcome: Outcome) -> bool:
        try:
            async with self._database.sessions.begin() as db:
                await claiming.settle(db, claim, outcome)
        except DATABASE_ERRORS as error:
            if not passes(error):
                raise
            log.warning("message.unrecorded", intent_id=str(claim.id), error=type(error).__name__)
            return False
        return True

    def _tell_ambiguous(self, count: int) -> None:
        if count:
            log.error("messages.ambiguous", count=count)
