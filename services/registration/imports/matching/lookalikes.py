"""Names of organisations that are nearly one: another short form, a letter or a word more, another order."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from shared.country.spelling import folded

# Words that tell no organisation from another, as folded by shared/country/spelling.py.
GENERAL = {
    *("association", "associations", "ass", "asso", "assoc", "jamiat", "jamiyat", "jamia"),
    *("de", "du", "des", "d", "l", "la", "le", "les", "et", "pour", "of", "the", "for", "and", "al", "el"),
    *("جمعيه", "الجمعيه", "جمعيات", "ل", "من", "في", "و"),
}
ARTICLE = "ال"
SHORTEST = 3  # letters of a word that may be misspelt, or left out: shorter ones, and numbers, tell branches apart
Form = tuple[str, ...]


class Lookalikes:
    """Names, found again by those that are nearly the same."""

    def __init__(self) -> None:
        self._near: dict[Form, list[str]] = defaultdict(list)
        self._whole: dict[Form, list[str]] = defaultdict(list)
        self._shorter: dict[Form, list[str]] = defaultdict(list)

    def add(self, name: str, key: str) -> None:
        """Have the name found, as `key`."""
        words = _words(name)
        for form in _near(words, _together(name)):
            self._near[form].append(key)
        self._whole[words].append(key)
        for form in _shorter(words):
            self._shorter[form].append(key)

    def find(self, name: str) -> list[str]:
        """Return the keys of the names that are nearly this one, in the order in which they came."""
        words = _words(name)
        found = [key for form in _near(words, _together(name)) for key in self._near.get(form, ())]
        found += self._shorter.get(words, [])
        found += [key for form in _shorter(words) for key in self._whole.get(form, ())]
        return list(dict.fromkeys(found))


def _words(name: str) -> Form:
    """Return the words that tell the organisation from others, in one order; all of them where that is none."""
    return tuple(sorted(_telling(name)))


def _together(name: str) -> str:
    """Return the same words run together as they are written."""
    return "".join(_telling(name))


def _telling(name: str) -> list[str]:
    words = [_plain(word) for word in folded(name).split()]
    return [word for word in words if not _general(word)] or words


def _plain(word: str) -> str:
    return word.removeprefix(ARTICLE) if len(word) >= len(ARTICLE) + SHORTEST else word


def _general(word: str) -> bool:
    return word in GENERAL or bool({*_letters_less(word), word} & _misspelt())


@cache
def _misspelt() -> frozenset[str]:
    return frozenset(_letters_less("association"))


def _letters_less(word: str) -> Iterator[str]:
    """Yield the word with each of its letters left out: two words share one where a letter differs or is turned."""
    if len(word) >= SHORTEST and word.isalpha():
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _near(words: Form, together: str) -> Iterable[Form]:
    """Return the words, run together too, and with a letter less in one of them."""
    forms = [words, (together,)]
    for at, word in enumerate(words):
        forms += [tuple(sorted((*words[:at], less, *words[at + 1 :]))) for less in _letters_less(word)]
    return dict.fromkeys(forms)


def _shorter(words: Form) -> Iterator[Form]:
    """Yield the words with one of them left out."""
    for at, word in enumerate(words):
        if len(words) > 1 and len(word) >= SHORTEST and word.isalpha():
            yield (*words[:at], *words[at + 1 :])
