"""In which letters a CSV was written: told by its words, or asked. Everybody is made up."""

import pytest

from services.registration.imports.reading import reader
from services.registration.imports.reading.encodings import readings
from services.registration.imports.reading.sheet import Sheet

FRENCH = [
    "Nom complet;Sexe;Association;GSM\r\nHélène ESSAINA;F;Noms Essai;\r\nFrançois ESSAINB;M;Noms Essai;\r\n",
    "NOM;PRÉNOM;ASSOCIATION\nESSAI;ZOÉ;FICTIVE\n",
    "Nom;Prénom;Association\nBenaïssa;Aïcha;Cœur d'été\n".replace("œ", "oe"),
    "Nom;Asso\nBélaïd;École «Là-bas»\n",
]
ARABIC = [
    "الاسم الكامل;الجمعية\nفاطمة الوهمي;جمعية خيالية\nسعيد التجريبي;جمعية الأمل\n",  # noqa: RUF001
    "Nom;Asso\nأمينة خيالي;Asso\n",
    "Prénom;الجمعية\nHélène;جمعية النور\n",
]
OF_FRENCH = ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "windows-1252", "cp850", "cp437", "mac_roman"]
OF_ARABIC = ["utf-8", "utf-16-le", "utf-16-be", "windows-1256", "cp720", "iso8859-6", "mac_arabic"]
CASES = [
    *((text, encoding) for text in FRENCH for encoding in OF_FRENCH),
    *((text, encoding) for text in ARABIC for encoding in OF_ARABIC),
]


def plain(text: str) -> str:
    """Return the text with the blanks of a Macintosh as those of others."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(("text", "encoding"), CASES)
def test_names_are_read_in_whatever_encoding_excel_saved_them(text: str, encoding: str) -> None:
    try:
        file = text.encode(encoding)
    except UnicodeEncodeError:
        assert encoding in {"iso8859-6", "cp437", "cp850"}  # which lack these letters, and so nobody saves them there
        return

    (found,) = readings(file)

    assert plain(found.text) == text


@pytest.mark.parametrize(("text", "wrong"), [("Hélène", "cp1252"), ("François", "cp1252"), ("مثال", "cp1256")])
def test_utf_8_that_was_taken_for_something_else_is_put_right(text: str, wrong: str) -> None:
    (found,) = readings(text.encode().decode(wrong).encode())

    assert found.text == text


def test_what_words_cannot_tell_is_asked_with_its_words() -> None:
    sheet = Sheet(**reader.answer("Nom;Asso\nGärtner;Müller\n".encode("mac_roman")))

    assert (sheet.asks_encoding, sheet.encoding, [other["encoding"] for other in sheet.others]) == (
        *(True, "cp850", ["mac_roman"]),
    )


def test_a_reading_that_is_only_a_little_less_likely_is_offered_too() -> None:
    found = readings("Nom;Asso\nInès Essai;Noms\nGürkan Özil;Noms\n".encode("cp850"))

    assert [one.encoding for one in found] == ["cp850", "mac_arabic"]


def test_the_last_sign_of_a_file_of_ms_dos_is_none_of_a_list() -> None:
    assert Sheet(**reader.answer("Prénom;Asso\nHélène;Un\n".encode("cp850") + b"\x1a")).rows[1] == ["Hélène", "Un"]
