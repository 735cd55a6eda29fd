"""Rules of the catalogue: programmes, and modules with their versions."""

import unicodedata
from collections.abc import Collection, Sequence
from uuid import UUID

from services.scheduling.needs.domain import NeedUnknown
from shared.refusals import Conflict, Invalid, Unknown


class ProgrammeUnknown(Unknown):
    """There is no such programme."""


class ModuleUnknown(Unknown):
    """There is no such module."""


class ModuleVersionUnknown(Unknown):
    """Module {code} has {newest} versions; version {asked} is not one of them."""


class ProgrammeCodeTaken(Conflict):
    """Another programme has this code."""


class ModuleCodeTaken(Conflict):
    """Another module has this code."""


class DonorNamedTwice(Invalid):
    """This donor is named twice."""


def check_donors(donors: Sequence[str]) -> None:
    """Raise DonorNamedTwice naming the second place, however it is spaced or capitalised: each has one part."""
    seen: set[str] = set()
    for place, donor in enumerate(donors):
        name = " ".join(unicodedata.normalize("NFKC", donor).split()).casefold()
        if name in seen:
            raise DonorNamedTwice(f"donors.{place}")
        seen.add(name)


def check_answers(answers: Sequence[UUID], known: Collection[UUID]) -> None:
    """Raise NeedUnknown naming the first place that is no need."""
    for place, need_id in enumerate(answers):
        if need_id not in known:
            raise NeedUnknown(f"answers.{place}")
