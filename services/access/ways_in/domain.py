"""Rules of links that open an account: for how long they are good."""

from datetime import timedelta

from shared.refusals import Unknown

LASTS = timedelta(hours=72)


class LinkUsed(Unknown):
    """This link has been used, or is too old: ask an administrator for a new one."""
