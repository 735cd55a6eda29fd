"""Rules of the catalogue: each donor of a programme once, by any of its names."""

import pytest

from services.scheduling.catalogue import domain
from shared.events import DonorNames
from shared.refusals import Refusal


@pytest.mark.parametrize("again", ["Ville d'Exemple", "ville d'exemple", "VILLE  D'EXEMPLE", "Ville\u00a0d'Exemple"])
def test_a_donor_is_named_once_however_it_is_written(again: str) -> None:
    with pytest.raises(domain.DonorNamedTwice) as caught:
        domain.check_donors(["Ville d'Exemple", "Fondation Exemple", again])

    assert caught.value.field == "donors.2"


def test_donors_of_other_names_are_others() -> None:
    domain.check_donors(["Exemple", "Exemple 2", "مثال"])


def called(donor: str, **names: str) -> DonorNames:
    return DonorNames(donor=donor, **names)


def test_names_stand_by_the_donor_as_it_was_entered_and_only_where_something_is_said() -> None:
    said = [called("NORWAY ", fr="Norvège"), called("Finland")]

    assert domain.named(["Finland", "Norway"], said) == [called("Norway", fr="Norvège")]


WRONG = [
    (called("Exemple", fr="Exemple"), domain.DonorNotOfProgramme, "donor_names.1.donor"),
    (called("finland", fr="Finlande"), domain.DonorNamedTwice, "donor_names.1.donor"),
    (called("Norway", fr="FINLANDE"), domain.DonorNamedTwice, "donor_names.1.fr"),
    (called("Norway", en="Ville d'Exemple"), domain.DonorNamedTwice, "donor_names.1.en"),
]


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"), WRONG, ids=["unknown", "said twice", "another's name", "another donor"]
)
def test_no_reader_takes_one_donor_for_another(wrong: DonorNames, refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as caught:
        domain.named(["Finland", "Norway", "Ville d'Exemple"], [called("Finland", fr="Finlande"), wrong])

    assert caught.value.field == field
