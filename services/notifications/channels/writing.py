"""Writing one message of a slice, or the reason why it is not sent: nobody may be told, or can be."""

from services.notifications.channels.channel import Outlet, Written
from services.notifications.channels.notices import notice_of
from services.notifications.queue.claim import Claim
from services.notifications.queue.domain import NO_ADDRESS, NOT_CALLED_FOR, NOT_WORKING, OPTED_OUT, Outcome
from services.notifications.recipients.contacts import Contact
from services.notifications.texts.messages import Unfit


def write(outlet: Outlet, claim: Claim, contact: Contact | None) -> Written | Outcome:
    """Return the message ready to leave, or how it ends unsent."""
    if contact is None:
        return NOT_CALLED_FOR
    if contact.opted_out:
        return OPTED_OUT
    if not outlet.address(contact):
        return NOT_WORKING if outlet.channel in contact.not_working else NO_ADDRESS
    try:
        message = outlet.write(notice_of(claim), contact)
    except Unfit as unfit:
        return unfit.outcome
    claim.parts = message.parts
    return message
