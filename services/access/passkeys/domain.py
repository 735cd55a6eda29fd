"""Rules of passkeys: where they can be offered, and what is said when a device is not known."""

import ipaddress
from urllib.parse import urlsplit

from shared.refusals import Conflict, Invalid

MOST = 10


class PasskeyRefused(Invalid):
    """This device is not known here, or it took too long: try once more, or use the password."""


class PasskeyKnown(Conflict):
    """This device is known already."""


class TooManyPasskeys(Conflict):
    """There are {most} devices already: remove one first."""


class AppFirst(Conflict):
    """Set up an app for codes first: its recovery codes help when a device is lost."""


def host_of(origin: str) -> str:
    """Return the name for which devices keep keys; "" where people come by a number, for which they keep none."""
    host = urlsplit(origin).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return ""
