"""Numbers in words, as people say telephone numbers: in French, English, Arabic and Moroccan Arabic, up to 99."""

import re
from collections.abc import Iterable
from itertools import chain, product

UNITS = [
    ("zero", "صفر", "الصفر", "سيفر"),
    ("un", "one", "واحد", "wahed", "wa7ed"),
    ("deux", "two", "اثنان", "اثنين", "اتنين", "جوج", "jouj", "joj"),
    ("trois", "three", "ثلاثه", "تلاته", "ثلاث", "tlata"),
    ("quatre", "four", "اربعه", "ربعه", "اربع", "reb3a", "rab3a"),
    ("cinq", "five", "خمسه", "خمس", "khamsa", "5amsa"),
    ("six", "سته", "ست", "setta", "stta"),
    ("sept", "seven", "سبعه", "سبع", "seb3a"),
    ("huit", "eight", "ثمانيه", "تمنيه", "ثماني", "تمانيه", "tmenya", "tmnya"),
    ("neuf", "nine", "تسعه", "تسعود", "تسع", "tes3oud", "tes3a"),
]
TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf"]
TENS = {
    20: ("vingt", "twenty", "عشرون", "عشرين"),
    30: ("trente", "thirty", "ثلاثون", "ثلاثين", "تلاتين"),
    40: ("quarante", "forty", "اربعون", "اربعين", "ربعين"),
    50: ("cinquante", "fifty", "خمسون", "خمسين"),
    60: ("soixante", "sixty", "ستون", "ستين"),
    70: ("septante", "seventy", "سبعون", "سبعين"),
    80: ("quatre vingt", "quatre vingts", "eighty", "ثمانون", "ثمانين", "تمانين"),
    90: ("nonante", "ninety", "تسعون", "تسعين"),
}


def _numbers() -> dict[str, str]:
    """Return words → digits."""
    found = {word: str(digit) for digit, words in enumerate(UNITS) for word in words}
    found |= {word: str(10 + more) for more, word in enumerate(TEENS)} | {"عشره": "10", "ten": "10", "عشر": "10"}
    for ten, words in TENS.items():
        found |= {word: str(ten) for word in words}
        for word, (digit, units) in product(words, list(enumerate(UNITS))[1:]):
            found |= {f"{word} {unit}": str(ten + digit) for unit in units}
            found |= {f"{word} et {unit}": str(ten + digit) for unit in units[:1]}
            found |= {f"{unit} و{word}": str(ten + digit) for unit in units}
            found |= {f"{unit} و {word}": str(ten + digit) for unit in units}
    for ten, word in ((60, "soixante"), (80, "quatre vingt")):
        found |= {f"{word} {teen}": str(ten + 10 + more) for more, teen in enumerate(TEENS)}
    return found | {"soixante et onze": "71", "deux cent douze": "212"}


def _any_of(words: Iterable[str]) -> str:
    """Return a pattern of one of the words, the longest first."""
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


def _one() -> str:
    """Return a pattern of NUMBERS, the longest first; of its parts, since all in one list compile for half a second."""
    ten, unit = (_any_of(chain.from_iterable(it)) for it in (TENS.values(), UNITS[1:]))
    first, teen = _any_of(it[0] for it in UNITS[1:]), _any_of(TEENS)
    whole = rf"{ten} (?:et {first}|{unit})|{unit} و ?{ten}|(?:soixante|quatre vingt) {teen}"
    parts = [word for word in NUMBERS if not re.fullmatch(whole, word)]
    return f"(?:{whole}|{_any_of(parts)})"


NUMBERS = _numbers()
ONE = _one()
NUMBER = re.compile(rf"(?<!\w)(?:{ONE}|\d+)(?!\w)")
BETWEEN = r" (?:(?:et|puis|tiret|espace|virgule|point|ثم|شرطه|فاصله|و) ){0,2}| و"
RUN = re.compile(rf"(?<!\w)(?:{ONE}|\d+)(?:(?:{BETWEEN})(?:{ONE}|\d+)(?!\w)){{2,}}")
WORDS = re.compile(rf"(?<!\w)(?:{ONE})(?!\w)")


def in_digits(text: str) -> list[str]:
    """Return the numbers that are said in several words one after the other, each as its digits run together.

    The text is folded (shared.country.spelling): words alone, between single blanks.
    """
    runs = [found.group() for found in RUN.finditer(text) if WORDS.search(found.group())]
    return ["".join(NUMBERS.get(it, it) for it in NUMBER.findall(run)) for run in runs]


def digits_for_words(text: str) -> str:
    """Return the folded text with such numbers in digits."""
    return RUN.sub(lambda run: "".join(NUMBERS.get(it, it) for it in NUMBER.findall(run.group())), text)
