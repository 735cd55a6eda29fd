"""How lists are really kept: one fact in many spellings, chosen by the row's place, so that every file is the same."""

from collections.abc import Sequence

Cell = str | int | None
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SEXES: dict[str, tuple[tuple[Cell, ...], tuple[Cell, ...]]] = {
    "fr": (("F", "Femme", "f", "femme", "Mme"), ("M", "Homme", "m", "homme", "M.")),
    "ar": (("أنثى", "أنثى", "انثى", "F"), ("ذكر", "ذكر", "M")),
}
LANGUAGES: dict[str, dict[str, tuple[Cell, ...]]] = {
    "fr": {"fr": ("français", "FR", "Français", None), "ar": ("arabe", "AR", "العربية")},
    "ar": {"fr": ("الفرنسية", "FR", "فرنسية"), "ar": ("العربية", "عربية", None)},
}
FIRST: dict[str, dict[bool, tuple[Cell, ...]]] = {
    "fr": {True: ("oui", "Oui", "OUI", "x"), False: ("non", "Non")},
    "ar": {True: ("نعم", "نعم", "oui"), False: ("لا", "لا")},
}


def one_of(spellings: Sequence[Cell], place: int) -> Cell:
    """Return the spelling that is used in this row."""
    return spellings[place % len(spellings)]


def phone(national: int, place: int) -> Cell:
    """Return a mobile number as people write it; typed as a number it loses its 0."""
    digits = str(national)
    pairs = " ".join((digits[1:3], digits[3:5], digits[5:7], digits[7:]))
    ways: tuple[Cell, ...] = (
        f"0{digits[0]} {pairs}",
        f"+212 {digits[0]} {pairs}",
        f"+212 0 {digits[0]} {pairs}",
        f"00212{digits}",
        national,
        f"0{digits}".translate(ARABIC_DIGITS),
        f"0{digits[0]}.{pairs.replace(' ', '.')}",
        f"0{digits[0]}-{pairs.replace(' ', '-')}",
    )
    return ways[place % len(ways)]


def email(address: str | None, place: int) -> Cell:
    """Return the address, at times in capitals or with a space behind it, as phones write it."""
    if address is None:
        return None
    return (address, address.title(), address.upper(), f"{address} ")[place % 4]


def name(text: str, place: int) -> str:
    """Return a name as it was typed."""
    return (text, text.upper(), f" {text}", text, text.lower(), text.replace(" ", "  "))[place % 6]
