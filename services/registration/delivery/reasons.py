"""Reasons why a message did not arrive: what each asks of a coordinator, and whether the address works at all."""

from typing import Literal

Advice = Literal["wrong-number", "wrong-address", "off", "full", "complaint", "operator", "call"]

# Words that receipts and gateways give; labels.html says what to do. What is not here asks for a call.
ADVICE: dict[str, Advice] = {
    "unknown-number": "wrong-number",
    "sms-bad-number": "wrong-number",
    "sms-unknown-number": "wrong-number",
    "unknown-address": "wrong-address",
    "unknown-domain": "wrong-address",
    "bad-address": "wrong-address",
    "smtp-551": "wrong-address",
    "smtp-553": "wrong-address",
    "telephone-off": "off",
    "expired": "off",
    "mailbox-full": "full",
    "complaint": "complaint",
    "gateway-refused": "operator",
    "sender-refused": "operator",
}
NOT_WORKING: frozenset[Advice] = frozenset({"wrong-number", "wrong-address", "complaint"})


def advice(reason: str | None) -> Advice:
    """Return what a coordinator is to do."""
    return ADVICE.get(reason or "", "call")


def is_for_good(reason: str | None) -> bool:
    """Say whether nothing more is to be sent to the address: 550 alone is no proof, since a policy says it too."""
    return advice(reason) in NOT_WORKING
