"""Makes the lists of the examples, always the same ones.

Run: python -m examples.make_lists. Everybody on them is synthetic, which their first lines say too; IOM's note on the
pilot names no participants. The two lists of the pilot are as untidy as real ones; below each stands what was done to
it on purpose.
"""

import csv
import random
import tomllib
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import xlsxwriter

from examples.people import Person, Wanted, people
from examples.untidy import FIRST, LANGUAGES, SEXES, Cell, email, name, one_of, phone

HERE = Path(__file__).parent
SEED = 2017
MADE_AT = datetime(2017, 7, 18, 9)  # noqa: DTZ001 - a workbook's own date has no zone; fixed, so that its bytes are too

OUJDA = Wanted("oujda", 28, 15, 600_001_001)
TANGER = Wanted("tanger", 25, 13, 600_002_001)
FES = Wanted("fes", 22, 12, 600_003_001, 2)
CASABLANCA = Wanted("casablanca", 20, 11, 600_004_001, 2)
AGADIR = Wanted("agadir", 18, 9, 600_005_001, 2)

SAID_FR = "Liste fictive : personnes, associations et numéros inventés pour la démonstration de Takwin"
SAID_AR = "لائحة خيالية: أشخاص وجمعيات وأرقام من نسج الخيال، لعرض تكوين التجريبي"
HEADINGS_FR = ("N°", "Nom", "Prénom", "Sexe", "Association", "Tél. (GSM)", "E-mail", "Langue", "1ère participation ?")
HEADINGS_AR = (
    *("الرقم", "الاسم الكامل", "الجنس", "الجمعية"),
    *("رقم الهاتف", "البريد الإلكتروني", "لغة التواصل", "أول مشاركة"),
)

Row = list[Cell]


def associations(file: str, region: str) -> list[tuple[str, str]]:
    """Return the names of a region's associations, in Latin and in Arabic letters."""
    told = tomllib.loads((HERE / file).read_text(encoding="utf-8"))["organisations"]
    return [(one["name"], one["name_ar"]) for one in told if one["region"] == region]


def in_french(one: Person, place: int, known: Sequence[tuple[str, str]]) -> Row:
    """Return a row of a list with French headings. Every ninth has given the name in Arabic letters."""
    script = int(place % 9 == 8)  # noqa: PLR2004
    return [
        place + 1,
        name(one.family[script], place) if script else name(one.family[script].upper(), place),
        name(one.given[script], place + 1),
        one_of(SEXES["fr"][not one.woman], place),
        name(known[one.association][0], place + 2),
        phone(one.phone, place),
        email(one.email, place),
        one_of(LANGUAGES["fr"][one.language], place),
        one_of(FIRST["fr"][one.first_timer], place),
    ]


def in_arabic(one: Person, place: int, known: Sequence[tuple[str, str]]) -> Row:
    """Return a row of a list with Arabic headings. Every seventh has given the name in Latin letters."""
    return [
        place + 1,
        one.latin if place % 7 == 6 else name(one.arabic, place),  # noqa: PLR2004
        one_of(SEXES["ar"][not one.woman], place),
        name(known[one.association][(place % 5 == 4 and 0) or 1], place + 3),  # noqa: PLR2004
        phone(one.phone, place + 2),
        email(one.email, place),
        one_of(LANGUAGES["ar"][one.language], place),
        one_of(FIRST["ar"][one.first_timer], place),
    ]


def workbook(file: Path, said: Sequence[str], headings: Sequence[str], rows: Sequence[Row], *, rtl: bool) -> None:
    """Write an Excel list: its title, a blank row, its headings, its rows, with a blank row after every twelfth."""
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"title": said[0], "comments": said[-1], "created": MADE_AT})
        sheet, bold = book.add_worksheet("Liste" if not rtl else "اللائحة"), book.add_format({"bold": True})
        if rtl:
            sheet.right_to_left()
        sheet.set_column(1, len(headings) - 1, 24)
        lines: list[Sequence[Cell]] = [*([line] for line in said), [], headings]
        for number, row in enumerate(rows):
            lines += [[], row] if number and number % 12 == 0 else [row]
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line, bold if number <= len(said) + 1 else None)


def comma_list(file: Path, said: Sequence[str], headings: Sequence[str], rows: Sequence[Row]) -> None:
    """Write a list as Excel in French saves it as CSV: semicolons, in Windows' encoding."""
    text = StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([*([line] for line in said), [], headings, *rows])
    file.write_bytes(text.getvalue().encode("windows-1252"))


def oujda(chance: random.Random) -> None:
    """The pilot's list with French headings.

    Row 3 has a mobile number of too few digits. Rows 6 and 17 have neither phone nor e-mail: their association passes
    messages on. Row 12 has a landline and an e-mail. Row 20 stands there twice, the second time in other spellings.
    """
    known, own = associations("pilot-2017/pilot.toml", "MA-02"), people(OUJDA, chance)
    rows = [in_french(one, place, known) for place, one in enumerate(own)]
    rows[2][5] = "06 00 00 10"
    for row in (rows[5], rows[16]):
        row[5] = row[6] = None
    rows[11][5], rows[11][6] = "05 36 00 00 12", "exemple.fixe.oujda@example.org"
    twice = in_french(own[19], 27, known)
    twice[0], twice[1] = 29, str(rows[19][1]).lower()
    said = [SAID_FR, "Formation d'Oujda, inscriptions reçues au 18 juillet 2017"]
    workbook(HERE / "pilot-2017" / "liste-oujda.xlsx", said, HEADINGS_FR, [*rows, twice], rtl=False)


def tanger(chance: random.Random) -> None:
    """The pilot's list with Arabic headings, from right to left.

    Row 9 has nothing but an e-mail; rows 4 and 21 have neither phone nor e-mail: their association passes messages on.
    """
    known = associations("pilot-2017/pilot.toml", "MA-01")
    rows = [in_arabic(one, place, known) for place, one in enumerate(people(TANGER, chance))]
    for row in (rows[3], rows[20]):
        row[4] = row[5] = None
    rows[8][4], rows[8][5] = None, "Exemple.Courriel.Tanger@Example.ORG"
    place = HERE / "pilot-2017" / "liste-tanger-ar.xlsx"
    workbook(place, [SAID_AR, "تكوين طنجة، التسجيلات إلى غاية 18 يوليوز 2017"], HEADINGS_AR, rows, rtl=True)


def regions(chance: random.Random) -> None:
    """The next three regions: a workbook in French, a CSV file, a workbook in Arabic."""
    for wanted, region, file in (
        (FES, "MA-03", "liste-fes.xlsx"),
        (CASABLANCA, "MA-06", "liste-casablanca.csv"),
        (AGADIR, "MA-09", "liste-agadir-ar.xlsx"),
    ):
        known, own = associations("regions/regions.toml", region), people(wanted, chance)
        place = HERE / "regions" / file
        if file.endswith("-ar.xlsx"):
            workbook(place, [SAID_AR], HEADINGS_AR, [in_arabic(it, n, known) for n, it in enumerate(own)], rtl=True)
        elif file.endswith(".xlsx"):
            workbook(place, [SAID_FR], HEADINGS_FR, [in_french(it, n, known) for n, it in enumerate(own)], rtl=False)
        else:
            rows = [in_french(it, n % 2, known)[1:] for n, it in enumerate(own)]  # its encoding has no Arabic
            comma_list(place, [SAID_FR], HEADINGS_FR[1:], rows)


def main() -> None:
    """Write all files."""
    chance = random.Random(SEED)  # noqa: S311 - the same people each time, and no secret
    for make in (oujda, tanger, regions):
        make(chance)


if __name__ == "__main__":
    main()
