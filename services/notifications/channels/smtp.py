"""The mail gateway: takes a message, refuses it, or leaves us without an answer."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from email.message import EmailMessage
from typing import Any

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException

from services.notifications.channels.reasons import why
from services.notifications.channels.tls_trust import trusted
from services.notifications.queue.domain import (
    CONNECTION_LOST,
    HELD_BACK,
    OF_OURS,
    SENT,
    UNKNOWN_OUTCOME,
    GatewayAway,
    Outcome,
    is_about_us,
    may_be_about_us,
    outcome_for_us,
    outcome_of_refusal,
)
from services.notifications.settings import NotificationsSettings

TIMEOUT_S = 15.0  # for each answer; four of them are waited for, which is as long as a claim holds


class MailGateway:
    """A few connections, each made when it is needed and kept while it holds; each takes one message at a time."""

    def __init__(self, settings: NotificationsSettings, timeout_s: float = TIMEOUT_S) -> None:
        self._sender = settings.sender_address
        self._refused_us = False
        self._doubted: str | None = None  # the reader of whose refusal nobody knows yet whether it is about us
        self._connections = [_connection(settings, timeout_s) for _ in range(settings.smtp_connections)]
        self._free = _free(self._connections)

    async def connect(self) -> None:
        """Make sure that there is a connection, while none is in use. Raises GatewayAway."""
        self._connections.sort(key=lambda connection: connection.is_connected)
        smtp = self._connections[-1]
        self._free = _free(self._connections)
        try:
            if not smtp.is_connected:
                await smtp.connect()
            if self._refused_us:
                await self._ask_again(smtp)
        except (SMTPException, OSError) as error:
            self.close()
            raise GatewayAway(_why(error)) from None

    async def _ask_again(self, smtp: SMTP) -> None:
        """Say who we are as for a message, since that was refused. Raises what is still refused."""
        await smtp.mail(self._sender)
        await smtp.rset()
        self._refused_us = False

    async def hand_over(self, mail: EmailMessage) -> Outcome:
        """Give the gateway one message, as soon as a connection is free, and say what has become of it."""
        smtp = await self._connected()
        if smtp is None:
            return CONNECTION_LOST
        try:
            outcome = HELD_BACK if self._refused_us else await self._give(smtp, mail)
        finally:
            self._free.put_nowait(smtp)
        self._doubted = None if outcome is SENT else self._doubted
        self._refused_us = self._refused_us or outcome.about_us
        return outcome

    async def _connected(self) -> SMTP | None:
        """Return a connection that is free; where the gateway allows no more of them, once one of the others is."""
        while True:
            smtp = await self._free.get()
            if smtp.is_connected or await _connects(smtp):
                return smtp
            if not any(connection.is_connected for connection in self._connections):
                self._free.put_nowait(smtp)
                return None

    async def _give(self, smtp: SMTP, mail: EmailMessage) -> Outcome:
        refused = await self._announce(smtp, _address_in(mail["From"]), _address_in(mail["To"]))
        return refused or await _transfer(smtp, mail.as_bytes())

    async def _announce(self, smtp: SMTP, sender: str, recipient: str) -> Outcome | None:
        """Name sender and recipient. Until here nothing can have been sent."""
        self._sender = sender
        try:
            await smtp.mail(sender)
            await smtp.rcpt(recipient)
        except SMTPResponseException as error:
            smtp.close()
            return self._told(error, recipient)
        except (SMTPException, OSError):
            smtp.close()
            return CONNECTION_LOST
        return None

    def _told(self, error: SMTPResponseException, recipient: str) -> Outcome:
        """Take a refusal that may be about us for one only once another reader in a row gets it too."""
        outcome = outcome_before_transfer(error)
        if outcome.about_us or not may_be_about_us(error.code, error.message):
            return outcome
        before, self._doubted = self._doubted, recipient
        return replace(outcome_for_us(error.code), about_us=before not in {None, recipient})

    def close(self) -> None:
        """Drop the connections; the next message makes a new one."""
        for smtp in self._connections:
            smtp.close()


def _free(connections: Iterable[SMTP]) -> asyncio.LifoQueue[SMTP]:
    """Return them to be taken, the last one first."""
    free: asyncio.LifoQueue[SMTP] = asyncio.LifoQueue()
    for connection in connections:
        free.put_nowait(connection)
    return free


def _connection(settings: NotificationsSettings, timeout_s: float) -> SMTP:
    return SMTP(
        hostname=settings.smtp_host,
        port=settings.smtp_port,
        timeout=timeout_s,
        use_tls=settings.smtp_tls == "tls",
        start_tls=settings.smtp_tls == "starttls",
        tls_context=trusted("smtp"),
        username=settings.smtp_user or None,
        password=settings.smtp_password.get_secret_value() or None,
    )


async def _connects(smtp: SMTP) -> bool:
    """Say whether one connection more is to be had; a gateway may let us have fewer."""
    try:
        await smtp.connect()
    except (SMTPException, OSError):
        smtp.close()
        return False
    return True


async def _transfer(smtp: SMTP, content: bytes) -> Outcome:
    """Send the message itself. A lost connection, or no answer in time, leaves the outcome unknown (RFC 1047)."""
    try:
        await smtp.data(content)
    except SMTPResponseException as error:
        smtp.close()
        return outcome_for_us(error.code) if error.code in OF_OURS else outcome_of_refusal(error.code)
    except (SMTPException, OSError):
        smtp.close()
        return UNKNOWN_OUTCOME
    return SENT


def _why(error: Exception) -> str:
    return f"smtp-{error.code}" if isinstance(error, SMTPResponseException) else why(error)


def outcome_before_transfer(error: SMTPResponseException) -> Outcome:
    """What is refused before a reader is named is about us; the reader's own refusal is theirs, unless it says so.

    An answer that makes no sense is no reason to doubt while nothing has been sent.
    """
    outcome = outcome_of_refusal(error.code)
    if outcome is UNKNOWN_OUTCOME:
        return CONNECTION_LOST
    of_reader = isinstance(error, SMTPRecipientRefused) and not is_about_us(error.code, error.message)
    return outcome if of_reader else outcome_for_us(error.code)


def _address_in(header: Any) -> str:
    """Return the address of a header, without the name before it."""
    (address,) = header.addresses
    return str(address.addr_spec)
