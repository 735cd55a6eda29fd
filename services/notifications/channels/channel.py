"""Channels, mail and SMS, as a sender sees them: write the message, make sure of the gateway, hand over."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.headerregistry import Address
from typing import ClassVar, Protocol
from uuid import UUID

import httpx2

from services.notifications.channels.sms import SmsGateway, Text
from services.notifications.channels.smtp import TIMEOUT_S, MailGateway
from services.notifications.queue.domain import TELLS_SUBJECT, Outcome
from services.notifications.recipients.contacts import Contact
from services.notifications.settings import NotificationsSettings
from services.notifications.texts import mail as letters
from services.notifications.texts import messages
from services.notifications.texts.gsm import parts
from services.notifications.texts.messages import Unfit
from services.notifications.texts.notice import Notice
from shared.events import Channel
from shared.kernel.clock import Clock
from shared.kernel.database import Database


@dataclass(frozen=True)
class Written:
    """A message ready to leave: how, and in how many parts if it is an SMS."""

    hand_over: Callable[[], Awaitable[Outcome]]
    parts: int | None = None


class Outlet(Protocol):
    """A channel: what a sender needs of it."""

    channel: ClassVar[Channel]

    async def connect(self) -> None:
        """Make sure that the gateway is there. Raises GatewayAway."""

    def address(self, contact: Contact) -> str | None:
        """Return where the channel reaches somebody."""

    def write(self, notice: Notice, contact: Contact) -> Written:
        """Write the message. Raises Unfit."""

    async def has_taken(self, message_id: UUID) -> bool:
        """Say whether the gateway has taken the message before. Raises GatewayAway."""

    def close(self) -> None:
        """Let go of the gateway."""


class Mail:
    """Mail, over SMTP."""

    channel: ClassVar[Channel] = "email"

    def __init__(self, settings: NotificationsSettings, clock: Clock, timeout_s: float) -> None:
        self._gateway = MailGateway(settings, timeout_s)
        self._sender = Address(settings.sender_name, addr_spec=settings.sender_address)
        self._clock = clock
        self.connect, self.close = self._gateway.connect, self._gateway.close

    def address(self, contact: Contact) -> str | None:
        return contact.email

    def write(self, notice: Notice, contact: Contact) -> Written:
        mail = letters.write(notice, contact, self._sender, self._clock.now())
        return Written(lambda: self._gateway.hand_over(mail))

    async def has_taken(self, message_id: UUID) -> bool:
        raise NotImplementedError("SMTP cannot be asked: what is doubtful there is ambiguous")


class Sms:
    """SMS, over a gateway's HTTP."""

    channel: ClassVar[Channel] = "sms"

    def __init__(self, settings: NotificationsSettings, client: httpx2.AsyncClient, timeout_s: float) -> None:
        self._gateway = SmsGateway(client, settings, timeout_s)
        self.connect, self.close = self._gateway.connect, self._gateway.close

    def address(self, contact: Contact) -> str | None:
        return contact.phone

    def write(self, notice: Notice, contact: Contact) -> Written:
        if messages.gives_away(messages.sms_wording(notice, contact.unnamed()).body):
            raise Unfit(TELLS_SUBJECT)
        wording = messages.sms_wording(notice, contact)
        number = parts(wording.body)
        sms = Text(notice.id, contact.phone or "", wording.body, wording.language, notice.kind.name, number)
        return Written(lambda: self._gateway.hand_over(sms), number)

    async def has_taken(self, message_id: UUID) -> bool:
        return await self._gateway.has_taken(message_id)


def outlet_for(
    channel: Channel,
    settings: NotificationsSettings,
    database: Database,
    client: httpx2.AsyncClient,
    timeout_s: float = TIMEOUT_S,
) -> Outlet:
    """Return the way out for a channel."""
    if channel == "email":
        return Mail(settings, database.clock, timeout_s)
    return Sms(settings, client, timeout_s)
