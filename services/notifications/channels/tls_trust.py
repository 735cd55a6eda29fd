"""Trust in TLS: what the machine trusts, read once; it is a megabyte, and a sender begins anew with each outage."""

import ssl
from functools import cache
from typing import Literal


@cache
def trusted(_: Literal["https", "smtp"]) -> ssl.SSLContext:
    """Return what the machine trusts; each protocol has its own, since clients note on it which one they speak."""
    return ssl.create_default_context()
