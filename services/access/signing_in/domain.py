"""Rules of signing in: what is said to whoever is not let in, and where somebody may be led afterwards."""

import re

from shared.directory import way
from shared.refusals import Conflict, Invalid

WAY_ON = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]{0,1999}")  # a path here; `//` would be another host


class SignInRefused(Invalid):
    """The e-mail address or the password is not right."""


class SignInTooOld(Conflict):
    """This took too long: sign in once more."""


def way_on(asked: str) -> str:
    """Return the page that was asked for before, if it is one of ours; else the first."""
    return asked if WAY_ON.fullmatch(asked) else way("start")
