"""What lists write around names is left off, and a name is left as it is. All names are made up."""

import pytest

from services.registration.imports.parsing.cells import read_cell
from services.registration.imports.parsing.names import Order
from services.registration.imports.parsing.titles import bare, sex_told


@pytest.mark.parametrize(
    "written",
    [
        *("Mme Fatima Essai", "MME. Fatima Essai", "Dr Fatima Essai", "Pr. Fatima Essai", "1. Fatima Essai"),
        *("12) Mlle Fatima Essai", "Fatima Essai (présidente)", "Fatima Essai - absente", "M. Fatima Essai"),
        *("Fatima Essai (Mme)", "Mr/Mme Fatima Essai", "M./Mme Fatima Essai", "Dr(e) Fatima Essai"),
        *("Mme Dr Fatima Essai", "Madame Fatima Essai [trésorière]", "3- Fatima Essai"),
    ],
)
def test_a_title_a_number_and_a_remark_are_no_part_of_a_name(written: str) -> None:
    told = read_cell("full_name", written, {}, Order())

    assert (told["given_name"], told["family_name"]) == ("Fatima", "Essai")


@pytest.mark.parametrize(
    "written", ["السيدة مريم الوهمية", "د. مريم الوهمية", "الأستاذة مريم الوهمية (الرئيسة)", "السيد(ة) مريم الوهمية"]
)
def test_nor_are_they_in_arabic(written: str) -> None:
    assert bare(written) == "مريم الوهمية"


@pytest.mark.parametrize(
    "name", ["M Hamed Essai", "Drissia Essai", "Fatima (Zahra) Essai", "Nadia (نادية)", "El-Essai", "السيد", "Dr"]
)
def test_a_name_stays_as_it_is(name: str) -> None:
    assert bare(name) == name


@pytest.mark.parametrize(
    ("written", "sex"),
    [
        *(
            ("Mme Nour Essai", "woman"),
            ("Mlle. Nour Essai", "woman"),
            ("Nour Essai (Mme)", "woman"),
            ("M. Nour Essai", "man"),
        ),
        *(("السيدة نور الوهمية", "woman"), ("الأستاذة نور الوهمية", "woman"), ("السيد نور الوهمي", "man")),
        *(
            ("Dr Nour Essai", None),
            ("M./Mme Nour Essai", None),
            ("السيد(ة) نور الوهمية", None),
            ("د. نور الوهمية", None),
        ),
        *(("Mme Dr Nour Essai", "woman"), ("Nour Essai", None), ("السيد", None), ("M Hamed Essai", None)),
    ],
)
def test_a_title_tells_the_sex_where_it_is_for_one_alone(written: str, sex: str | None) -> None:
    assert sex_told(written) == sex
