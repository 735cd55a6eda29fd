"""Senders, one per channel: each claims messages, asks for contacts, writes, hands over, records and forgets.

It does so by slices: as many messages as leave within a second or two are begun in one transaction, handed over at
once, as far as the gateway's window lets them, and recorded in another one.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

import httpx2
import structlog

from services.notifications.channels import storage, writing
from services.notifications.channels.channel import Outlet, Written, outlet_for
from services.notifications.channels.pacing import Slices, Sweeps
from services.notifications.channels.tls_trust import trusted
from services.notifications.queue import claiming, crashes
from services.notifications.queue.claim import Claim
from services.notifications.queue.domain import (
    NO_GATEWAY,
    SENT,
    GatewayAway,
    Outcome,
)
from services.notifications.recipients import asking
from services.notifications.recipients.contacts import Contact, Contacts, ContactsAway
from services.notifications.settings import NotificationsSettings
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
    """Sends one slice after another: written down, handed over, recorded."""

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
        self._slices = Slices()
        self._sweeps = Sweeps()

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
        self._slices.shrink()
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
        if self._sweeps.are_due():
            with self._sweeps.going_on():
                await self._sweep()
        async with self._database.sessions.begin() as db:
            batch = await claiming.claim(db, self._name, self._outlet.channel)
        if len(batch) < claiming.BATCH:
            self._sweeps.at_once()
        return batch

    async def _sweep(self) -> None:
        async with self._database.sessions.begin() as db:
            ambiguous = await crashes.doubt(db, self._outlet.channel)
            await claiming.sweep(db, self._outlet.channel)
        self._tell_ambiguous(ambiguous)

    async def _release(self, waiting: list[Claim]) -> None:
        """Give the rest back; whoever dies before this holds it until the claim runs out."""
        if waiting:
            async with self._database.sessions.begin() as db:
                await claiming.release(db, waiting)

    async def _send_batch(self, waiting: list[Claim]) -> None:
        """Send slice by slice; what is dealt with leaves the list. Raises ContactsAway, GatewayAway."""
        while waiting:
            with self._slices.timed():
                await self._send_slice(asking.first_of(waiting, self._slices.size), waiting)
            await self._end_outage()

    async def _send_slice(self, together: list[Claim], waiting: list[Claim]) -> None:
        """Send these; ask for contacts once the gateway is there, so that nobody is asked for in vain."""
        if not self._exists:
            await self._settle(dict.fromkeys((claim.id for claim in together), NO_GATEWAY), together)
            _leave(waiting, together)
            return
        await self._outlet.connect()
        answers = await self._ask(together)
        for question, reason in answers.refused.items():
            await self._postpone([claim for claim in waiting if asking.question_of(claim) == question], reason, waiting)
        known = [claim for claim in together if claim.id in answers.contacts]
        await self._send(known, answers.contacts)
        _leave(waiting, known)

    async def _ask(self, together: list[Claim]) -> asking.Answers:
        return await asking.ask(self._contacts, together)

    async def _postpone(self, refused: list[Claim], reason: str, waiting: list[Claim]) -> None:
        """Let those wait of whom registration cannot speak yet; all others go on."""
        async with self._database.sessions.begin() as db:
            await claiming.postpone(db, refused, reason)
        _leave(waiting, refused)
        kind, session_id = asking.question_of(refused[0])
        about = {"template": kind, "session_id": str(session_id), "channel": refused[0].channel}
        log.warning("messages.postponed", **about, reason=reason, count=len(refused))

    async def _send(self, claims: list[Claim], contacts: Mapping[UUID, Contact | None]) -> None:
        """Send what there is no reason not to. Raises GatewayAway: it cannot be asked, or refuses us."""
        ended = dict.fromkeys(await self._taken_before(claims), SENT)
        written: dict[UUID, Written] = {}
        for claim in (claim for claim in claims if claim.id not in ended):
            message = writing.write(self._outlet, claim, contacts[claim.id])
            if isinstance(message, Outcome):
                ended[claim.id] = message
            else:
                written[claim.id] = message
        await self._settle(ended, [claim for claim in claims if claim.id in ended])
        begun = await self._begin([claim for claim in claims if claim.id in written])
        if len(begun) < len(written):
            self._sweeps.at_once()
        outcomes = await asyncio.gather(*(written[claim.id].hand_over() for claim in begun))
        await self._settle(dict(zip((claim.id for claim in begun), outcomes, strict=True)), begun)
        about_us = next((outcome for outcome in outcomes if outcome.about_us), None)
        if about_us:
            raise GatewayAway(about_us.reason)

    async def _taken_before(self, claims: list[Claim]) -> list[UUID]:
        """Ask the gateway which of the doubtful ones it has. Raises GatewayAway: then nobody knows, and all wait."""
        doubtful = [claim for claim in claims if claim.doubtful]
        taken = await asyncio.gather(*(self._outlet.has_taken(claim.id) for claim in doubtful))
        never_had = [claim for claim, was_taken in zip(doubtful, taken, strict=True) if not was_taken]
        if never_had:
            async with self._database.sessions.begin() as db:
                await claiming.believe(db, never_had)
        return [claim.id for claim, was_taken in zip(doubtful, taken, strict=True) if was_taken]

    async def _begin(self, claims: list[Claim]) -> list[Claim]:
        if not claims:
            return []
        async with self._database.sessions.begin() as db:
            return await claiming.begin(db, claims)

    async def _settle(self, ended: Mapping[UUID, Outcome], claims: Sequence[Claim]) -> None:
        """Record the outcomes as soon as the database takes them; until then nothing else is sent."""
        while claims and not await self._recorded(ended, claims):  # noqa: ASYNC110 - nothing tells when it is back
            await asyncio.sleep(POLL_S)
        for claim in claims:
            end = {"state": ended[claim.id].state, "reason": ended[claim.id].reason}
            about = {"intent_id": str(claim.id), "template": claim.kind.name, "channel": claim.channel}
            log.info("message.settled", **about, **end)

    async def _recorded(self, ended: Mapping[UUID, Outcome], claims: Sequence[Claim]) -> bool:
        try:
            async with self._database.sessions.begin() as db:
                await claiming.settle(db, ended, claims)
        except DATABASE_ERRORS as error:
            if not passes(error):
                raise
            log.warning("messages.unrecorded", count=len(claims), error=type(error).__name__)
            return False
        return True

    def _tell_ambiguous(self, count: int) -> None:
        if count:
            log.error("messages.ambiguous", count=count)


def _leave(waiting: list[Claim], done: Sequence[Claim]) -> None:
    gone = {claim.id for claim in done}
    waiting[:] = [claim for claim in waiting if claim.id not in gone]
