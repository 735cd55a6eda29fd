"""A mail from its words: text, HTML, and a calendar part that mail programs understand without being asked."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from services.notifications.queue.domain import BAD_ADDRESS, TELLS_SUBJECT, message_id
from services.notifications.recipients.contacts import Contact
from services.notifications.texts import calendar_entries, messages
from services.notifications.texts.calendar_entries import Voice
from services.notifications.texts.messages import Unfit, Wording
from services.notifications.texts.notice import Invitation, Notice
from shared.country.mail_address import mail_address
from shared.kernel.clock import machine_now

SEVEN_BIT = SMTP.clone(cte_type="7bit")  # so that every gateway passes Arabic on as it is


def write(notice: Notice, contact: Contact, sender: Address, now: datetime) -> EmailMessage:
    """Return the mail for a notice. Raises Unfit: bad-address, tells-subject."""
    address = checked(contact.email or "")
    _check_words(notice, contact)
    wording = messages.mail_wording(notice, contact)
    html = messages.templates().get_template("mail.html").render(wording=wording)
    mail = EmailMessage(policy=SEVEN_BIT)
    mail.set_content(wording.body)  # first: it takes away every Content- header
    mail.add_alternative(html, subtype="html")
    if notice.invitation:
        attendee = None if contact.relayed else address
        _attach(mail, notice.invitation, Voice(wording.language, sender.addr_spec, attendee, now))
    _address(mail, notice, wording, sender, address)
    return mail


def _check_words(notice: Notice, contact: Contact) -> None:
    """Look at all that the mail says in our words or as the name of a place: subject, body, calendar. Raises Unfit."""
    wording = messages.mail_wording(notice, contact.unnamed())
    in_calendar = calendar_entries.words(notice.invitation, wording.language) if notice.invitation else ()
    if messages.gives_away("\n".join([wording.subject, wording.body, *in_calendar])):
        raise Unfit(TELLS_SUBJECT)


def _attach(mail: EmailMessage, invitation: Invitation, voice: Voice) -> None:
    """Add the calendar: a part for each day, which mail programs act on, and a file for those that do not.

    An organisation gets the file alone, to pass it on: its own calendar is not the one.
    """
    entries = calendar_entries.entries_of(invitation)
    for place, entry in enumerate(entries if voice.attendee else []):
        calendar, params = calendar_entries.to_act_on(invitation, entry, voice).decode(), {"method": entry.method}
        if place == 0:
            mail.add_alternative(calendar, subtype="calendar", params=params)
        else:
            mail.add_attachment(calendar, subtype="calendar", params=params, filename=f"session-{place + 1}.ics")
    file = calendar_entries.to_open(invitation, entries, voice)
    mail.add_attachment(file, maintype="application", subtype="ics", filename="session.ics")


def _address(mail: EmailMessage, notice: Notice, wording: Wording, sender: Address, address: str) -> None:
    mail["Message-ID"] = message_id(notice.id, sender.domain)
    mail["Date"] = machine_now()
    mail["From"] = sender
    mail["To"] = Address(addr_spec=address)
    mail["Subject"] = wording.subject
    mail["Content-Language"] = wording.language
    mail["X-Takwin-Template"] = notice.kind.name
    mail["Auto-Submitted"] = "auto-generated"


def checked(address: str) -> str:
    """Return the address in its one spelling. Raises Unfit."""
    try:
        return mail_address(address)
    except ValueError:
        raise Unfit(BAD_ADDRESS) from None
