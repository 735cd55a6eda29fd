"""Sounds of names, whoever wrote them in Latin letters: Mohammed and Mohamed, Fatma and Fatima, in Arabic too.

Consonants carry the name; vowels and doubled letters are what writers differ in. For finding, never for deciding who
is one: that takes a person's judgement.
"""

import re

from services.registration.people.naming import PARTICLES
from shared.country.spelling import folded, is_arabic

FEWEST = 2  # consonants; less is in every other name
ARTICLES = {"el", "al"}
ARABIC_ARTICLE = re.compile("^ال(?=....|دين$)")
# El and al written onto the name, and the article that took the sound of the letter after it: Ennaji, Essaidi.
LATIN_ARTICLE = re.compile(r"^(?:el(?=[^l]...)|al(?=[^aeiouyl]..)|[ea]([dlnrstz])(?=\1))")
SIGNS = str.maketrans(
    dict(zip("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhxddrzsSsdtzgfkklmnh", strict=True)) | dict.fromkeys("اعويى", "")
)
SPELLINGS = (
    (re.compile(r"^(?:ou(?=[aeiy])|w|و)"), "W"),
    (re.compile(r"^(?:y|ي)"), "Y"),
    (re.compile(r"^[aeiouاع]"), "A"),  # noqa: RUF001 - Arabic letters
    (re.compile("kh"), "x"),
    (re.compile("ch|sh"), "S"),
    (re.compile("dj|g(?=[eiy])"), "j"),
    (re.compile("ph"), "f"),
    (re.compile("([tdg])h"), r"\1"),
    (re.compile("c(?=[eiy])"), "s"),
    (re.compile("[cq]"), "k"),
    (re.compile("[aeiouyw]"), ""),
)
DOUBLED = re.compile(r"(.)\1+")


def kept(*names: str | None) -> str:
    """Return what each word of the names and each whole name sounds like, between blanks, as it is kept."""
    given = [name for name in names if name]
    sounds = [sound_of(word) for name in given for word in (*_words(name), name)]
    return f" {' '.join(dict.fromkeys(filter(None, sounds)))} "


def sound_of(name: str) -> str | None:
    """Return what the name sounds like in one; None where it has too few consonants to tell it from others."""
    sound = "".join(_sound(word) for word in _words(name))
    return sound if len(sound) >= FEWEST else None


def _words(name: str) -> list[str]:
    """Return the words, what only comes before a name put onto it, and no article before one."""
    words, before = [], ""
    for word in folded(name).split():
        if word in PARTICLES:
            before += word if before or word not in ARTICLES else ""
        else:
            words.append(before + word)
            before = ""
    return [*words, before] if before else words


def _sound(word: str) -> str:
    bare = ARABIC_ARTICLE.sub("", word) if is_arabic(word) else LATIN_ARTICLE.sub("", word)
    for pattern, sign in SPELLINGS:
        bare = pattern.sub(sign, bare)
    heard = DOUBLED.sub(r"\1", bare.translate(SIGNS))
    return heard[:1] + heard[1:].removesuffix("h")
