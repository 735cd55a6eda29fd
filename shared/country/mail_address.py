"""Mail addresses: one definition for forms, lists, programs and the messages that go there."""

import re

import idna

LONGEST = 254  # RFC 5321, § 4.5.3.1.3, without the angle brackets
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL = re.compile(rf"(?=.{{1,64}}$){ATOM}(?:\.{ATOM})*")
HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,57}[a-z0-9])"  # at least two parts
)


def mail_address(text: str) -> str:
    """Return the address in small letters, a host of other scripts as networks write it: one box has one spelling.

    Whether mail arrives there only mail can tell. Raises ValueError.
    """
    local, _, host = text.rpartition("@")
    address = f"{local}@{_host(host)}".lower()
    if not LOCAL.fullmatch(local) or len(address) > LONGEST:
        raise ValueError
    return address


def _host(text: str) -> str:
    """Return the host as networks write it. Raises ValueError; idna's own errors are such."""
    host = text.lower() if text.isascii() else idna.encode(text, uts46=True).decode()
    if not HOST.fullmatch(host):
        raise ValueError
    for label in host.split("."):
        if label.startswith("xn--"):
            idna.decode(label)
    return host
