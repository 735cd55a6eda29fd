"""What tells the subject of a training, in three languages, however it is written."""

# ruff: noqa: RUF001 - letters of other alphabets are what is tried here

import pytest

from shared.country.discretion import phrases, plain, tells, words_in


@pytest.mark.parametrize(
    "text",
    [
        "Lutte contre la TRAITE des êtres humains",
        "mineurs non accompagnés",
        "l'exploitation",
        "l’exploitation",
        "Centre d'accueil des migrant·e·s",
        "personnes vulnérables",
        "Réfugiés et demandeurs d'asile",
        "v\u0069ctimes",
        "vic\u200btimes",
        "ｖｉｃｔｉｍｅ",
        "OIM Maroc",
        "human trafficking",
        "unaccompanied children",
        "smugglers",
        "الاتجار بالبشر",
        "للاتجار",
        "وبالاتجار",
        "ضحية",
        "الضَّحِيَّة",
        "ضحـــايا",
        "ضحيتها",
        "للضحايا",
        "القاصرين",
        "قُصّر غير مرافقين",
        "دار الأطفال",
        "والاستغلال",
        "حماية المهاجرين",
        "المنظمة الدولية للهجرة",
        "اللاجئون",
        "في وضعية هشاشة",
        "فئات هشّة",
    ],
)
def test_a_text_that_names_the_subject_tells(text: str) -> None:
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "Oujda",
        "Ksar El Kebir",
        "القصر الكبير",
        "قصر المؤتمرات",
        "Hôtel Victoria",
        "Salle du Traiteur Idéal",
        "غرفة التجارة والصناعة",
        "Hajar, Hicham et Bouchra",
        "هاجر وهشام وضحى وبشرى",
        "طفيل",
        "Votre place est confirmée",
        "Mme Migri",
        "Hôtel Le Refuge",
        "المركز الثقافي بالحسيمة",
        "وليد الهلالي",
        "",
        "!!! 2017-08-23",
    ],
)
def test_an_ordinary_name_tells_nothing(text: str) -> None:
    assert words_in(text) == []


def test_what_was_found_is_said() -> None:
    assert words_in("Victimes, mineurs NON accompagnés, القاصرين") == [
        "victim*",
        "mineurs",
        "non accompagne*",
        "قاصر*",
    ]


@pytest.mark.parametrize("phrase", phrases())
def test_every_entry_is_written_as_texts_are_read_and_finds_itself(phrase: tuple[str, ...]) -> None:
    written = " ".join(phrase).replace("*", "")

    assert plain(written) == written
    assert tells(written)
