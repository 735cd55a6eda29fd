"""Rules of programs: which role one may have, and for how long its key is good."""

from datetime import datetime, timedelta

from shared.refusals import Invalid, Unknown

ROLES = ("figures",)  # what nobody else of the programs' roles is given from outside
LONGEST = timedelta(days=366)


class ProgramUnknown(Unknown):
    """There is no such program."""


class ProgramRoleUnknown(Invalid):
    """No program outside can be given this role."""


class KeyEndImpossible(Invalid):
    """A key ends in the future, within {days} days."""


def check_program(role: str, now: datetime, ends_at: datetime) -> None:
    """Raise ProgramRoleUnknown, KeyEndImpossible."""
    if role not in ROLES:
        raise ProgramRoleUnknown("role")
    if not now < ends_at <= now + LONGEST:
        raise KeyEndImpossible("ends_on", days=LONGEST.days)
