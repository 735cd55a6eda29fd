"""Rules of the catalogue: programmes, and modules with their versions."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.scheduling.needs.domain import NeedUnknown
from shared.events import DonorNames
from shared.i18n import LANGUAGES
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


class DonorNotOfProgramme(Invalid):
    """The programme has no donor of this name."""


def check_donors(donors: Sequence[str]) -> None:
    """Raise DonorNamedTwice naming the second place, however it is spaced or capitalised: each has one part."""
    seen: set[str] = set()
    for place, donor in enumerate(donors):
        if spelt(donor) in seen:
            raise DonorNamedTwice(f"donors.{place}")
        seen.add(spelt(donor))


def spelt(donor: str) -> str:
    """Return the name in the one spelling by which donors are told apart."""
    return " ".join(unicodedata.normalize("NFKC", donor).split()).casefold()


def named(donors: Sequence[str], names: Sequence[DonorNames]) -> list[DonorNames]:
    """Return what donors are called, each under the name that it pays by, without those of whom nothing is said.

    Raises DonorNotOfProgramme; DonorNamedTwice, also where two would be called alike in one language.
    """
    own, said = {spelt(donor): donor for donor in donors}, dict[str, DonorNames]()
    for place, entry in enumerate(names):
        donor = own.get(spelt(entry.donor))
        if donor is None or donor in said:
            raise (DonorNamedTwice if donor else DonorNotOfProgramme)(f"donor_names.{place}.donor")
        said[donor] = entry.model_copy(update={"donor": donor})
    for language in LANGUAGES:
        _check_apart(donors, said, language)
    return [said[donor] for donor in donors if donor in said and _says_something(said[donor])]


def _check_apart(donors: Sequence[str], said: Mapping[str, DonorNames], language: str) -> None:
    """Raise DonorNamedTwice where a reader of the language could not tell two donors apart."""
    others = {spelt(donor) for donor in donors if donor not in said or not getattr(said[donor], language)}
    for place, names in enumerate(said.values()):
        name = spelt(getattr(names, language) or "")
        if name in others:
            raise DonorNamedTwice(f"donor_names.{place}.{language}")
        others |= {name} if name else set()


def _says_something(names: DonorNames) -> bool:
    return any(getattr(names, language) for language in LANGUAGES)


def check_answers(answers: Sequence[UUID], known: Collection[UUID]) -> None:
    """Raise NeedUnknown naming the first place that is no need."""
    for place, need_id in enumerate(answers):
        if need_id not in known:
            raise NeedUnknown(f"answers.{place}")
