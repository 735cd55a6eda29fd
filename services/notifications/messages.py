"""The text of a message. It never says what the training is about: a phone is often seen by others."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_time
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from services.notifications.claims import Claim
from services.notifications.contacts import Contact
from services.notifications.domain import Template, language_for, message_id

TEMPLATES = Path(__file__).with_name("templates")
SEVEN_BIT = SMTP.clone(cte_type="7bit")  # so that every gateway passes Arabic on as it is
LOCALES = {"fr": "fr_MA", "ar": "ar_MA"}  # not plain ar: in Morocco August is غشت


class BadAddress(ValueError):
    """This is no address that mail can be sent to."""


@cache
def templates() -> Environment:
    """Return the templates; plain text, so nothing is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def write(one: Claim, contact: Contact, sender: str) -> EmailMessage:
    """Return the mail for an intent. Raises BadAddress."""
    language = language_for(contact.language)
    subject, body = render(one, contact.given_name, language)
    mail = EmailMessage(policy=SEVEN_BIT)
    mail.set_content(body)  # first: it takes away every Content- header
    mail["Message-ID"] = message_id(one.id)
    mail["From"] = sender
    mail["To"] = Address(addr_spec=checked(contact.email or ""))
    mail["Subject"] = subject
    mail["Content-Language"] = language
    mail["X-Takwin-Template"] = one.template
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def render(one: Claim, given_name: str, language: str) -> tuple[str, str]:
    """Return subject and body."""
    text = (
        templates()
        .get_template(file_of(one.template, language))
        .render(
            given_name=given_name,
            city=one.city,
            first_day=day(one.starts_local, language),
            last_day=day(one.ends_local, language),
            begins_at=hour(one.starts_local, language),
        )
    )
    subject, _, body = text.partition("\n")
    return subject, body.lstrip("\n")


def file_of(template: Template, language: str) -> str:
    """Return where the template lies below TEMPLATES."""
    return f"{language}/{template}.txt"


def day(local: datetime, language: str) -> str:
    """Return the day in words, e.g. mercredi 23 août 2017."""
    return format_date(local, "full", locale=LOCALES[language])


def hour(local: datetime, language: str) -> str:
    """Return the hour on the wall, e.g. 09:00."""
    return format_time(local, "HH:mm", locale=LOCALES[language])


def checked(address: str) -> str:
    """Return the address as it is. Raises BadAddress."""
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, MessageError):
        raise BadAddress from None
    if not address.isascii() or not parsed.username or not parsed.domain:
        raise BadAddress
    return address
