"""Rules of the catalogue: each donor of a programme once."""

import pytest

from services.scheduling.catalogue import domain


@pytest.mark.parametrize("again", ["Ville d'Exemple", "ville d'exemple", "VILLE  D'EXEMPLE", "Ville\u00a0d'Exemple"])
def test_a_donor_is_named_once_however_it_is_written(again: str) -> None:
    with pytest.raises(domain.DonorNamedTwice) as caught:
        domain.check_donors(["Ville d'Exemple", "Fondation Exemple", again])

    assert caught.value.field == "donors.2"


def test_donors_of_other_names_are_others() -> None:
    domain.check_donors(["Exemple", "Exemple 2", "مثال"])
