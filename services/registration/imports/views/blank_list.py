"""A blank list to fill in: the headings that are always understood, phones as text so that they keep their 0."""

from io import BytesIO

from xlsxwriter import Workbook

from services.registration.imports.parsing.headings import Column
from services.registration.imports.views.annotated_list import PLAIN

HEADINGS: dict[str, dict[Column, str]] = {
    "fr": {
        "given_name": "Prénom",
        "family_name": "Nom",
        "given_name_ar": "Prénom (arabe)",
        "family_name_ar": "Nom (arabe)",
        "sex": "Sexe",
        "organisation": "Association",
        "phone": "Téléphone",
        "email": "E-mail",
        "route": "Contact",
        "language": "Langue",
        "first_timer": "Première participation",
        "organisation_email": "E-mail de l\u2019association",
        "organisation_phone": "Téléphone de l\u2019association",
    },
    "ar": {
        "given_name_ar": "الاسم الشخصي (بالعربية)",
        "family_name_ar": "الاسم العائلي (بالعربية)",
        "given_name": "الاسم الشخصي",
        "family_name": "الاسم العائلي",
        "sex": "الجنس",
        "organisation": "الجمعية",
        "phone": "الهاتف",
        "email": "البريد الإلكتروني",
        "route": "وسيلة التواصل",
        "language": "اللغة",
        "first_timer": "أول مشاركة",
        "organisation_email": "البريد الإلكتروني للجمعية",
        "organisation_phone": "هاتف الجمعية",
    },
}
CHOICES: dict[str, dict[Column, list[str]]] = {
    "fr": {
        "sex": ["F", "M"],
        "route": ["téléphone", "e-mail", "association", "aucun"],
        "language": ["français", "arabe"],
        "first_timer": ["oui", "non"],
    },
    "ar": {
        "sex": ["أنثى", "ذكر"],
        "route": ["هاتف", "بريد إلكتروني", "عبر الجمعية", "بدون"],
        "language": ["العربية", "الفرنسية"],
        "first_timer": ["نعم", "لا"],
    },
}
FILE_NAMES = {"fr": "liste-des-participants.xlsx", "ar": "قائمة-المشاركين.xlsx"}
LAST_ROW = 5_000


def blank_list(language: str) -> bytes:
    """Return the workbook, in French or in Arabic."""
    made = BytesIO()
    with Workbook(made, PLAIN) as workbook:
        page = workbook.add_worksheet()
        heading = workbook.add_format({"bold": True, "bg_color": "#DCEBEA", "bottom": 1, "num_format": "@"})
        text = workbook.add_format({"num_format": "@"})
        if language == "ar":
            page.right_to_left()
        page.freeze_panes(1, 0)
        for place, (column, words) in enumerate(HEADINGS[language].items()):
            page.set_column(place, place, max(len(words) + 2, 16), text)
            page.write_string(0, place, words, heading)
            if choices := CHOICES[language].get(column):
                page.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": choices})
    return made.getvalue()
