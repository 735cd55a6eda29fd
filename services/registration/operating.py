"""Answer to operators about reach: how many people are to be called, because no message has reached them."""

from services.registration.delivery.storage import people_to_call

__all__ = ["people_to_call"]
