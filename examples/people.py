"""Synthetic people for the examples: nobody here exists, and the same ones are made each time.

Family names say that they are made up (Exemple, Fictif, نموذج …). Morocco keeps no numbers for examples, so all numbers
lie in the block 06 00 00 …: valid mobiles, evidently made up, and only ever handed to the demonstration's own phones.
Mail goes to example.org, which nobody owns.
"""

import random
from dataclasses import dataclass
from itertools import product

Name = tuple[str, str]  # in Latin letters, in Arabic letters
FullName = tuple[Name, Name]
Names = tuple[Name, ...]

WOMEN: Names = (
    ("Amina", "أمينة"),
    ("Fatima", "فاطمة"),
    ("Khadija", "خديجة"),
    ("Naïma", "نعيمة"),
    ("Salma", "سلمى"),
    ("Houda", "هدى"),
    ("Latifa", "لطيفة"),
    ("Zineb", "زينب"),
    ("Samira", "سميرة"),
    ("Imane", "إيمان"),
)
MEN: Names = (
    ("Ahmed", "أحمد"),
    ("Youssef", "يوسف"),
    ("Karim", "كريم"),
    ("Omar", "عمر"),
    ("Hassan", "حسن"),
    ("Rachid", "رشيد"),
    ("Driss", "إدريس"),
    ("Mehdi", "مهدي"),
    ("Nabil", "نبيل"),
    ("Tarik", "طارق"),
)
FAMILIES: Names = (
    ("Exemple", "مثال"),
    ("Modèle", "نموذج"),
    ("Fictif", "خيالي"),
    ("Spécimen", "عينة"),
    ("Imaginaire", "متخيل"),
    ("Supposé", "مفترض"),
    ("Essai", "تجربة"),
    ("Maquette", "مجسم"),
)
MOST_ARE_NEW, MOST_HAVE_MAIL = 0.7, 0.6


@dataclass(frozen=True)
class Person:
    """One made-up person, as they truly would be; a list tells it in its own untidy way."""

    given: tuple[str, str]
    family: tuple[str, str]
    woman: bool
    association: int  # place among those of the region
    language: str
    first_timer: bool
    phone: int  # national number without its 0
    email: str | None

    @property
    def latin(self) -> str:
        """Return the name in Latin letters."""
        return f"{self.given[0]} {self.family[0]}"

    @property
    def arabic(self) -> str:
        """Return the name in Arabic letters."""
        return f"{self.given[1]} {self.family[1]}"


@dataclass(frozen=True)
class Wanted:
    """How many people a list has."""

    place: str
    number: int
    women: int
    first_phone: int
    associations: int = 4


def people(wanted: Wanted, chance: random.Random) -> list[Person]:
    """Return the people of one list, in the order in which they are on it; no two have the same name."""
    names = {
        True: chance.sample(list(product(WOMEN, FAMILIES)), wanted.women),
        False: chance.sample(list(product(MEN, FAMILIES)), wanted.number - wanted.women),
    }
    sexes = [True] * wanted.women + [False] * (wanted.number - wanted.women)
    chance.shuffle(sexes)
    return [_person(wanted, n, sexes[n], names[sexes[n]].pop(), chance) for n in range(wanted.number)]


def _person(wanted: Wanted, n: int, is_woman: bool, name: FullName, chance: random.Random) -> Person:  # noqa: FBT001
    mail = f"{_plain(name[0][0])}.{_plain(name[1][0])}.{wanted.place}@example.org"
    return Person(
        given=name[0],
        family=name[1],
        woman=is_woman,
        association=chance.randrange(wanted.associations),
        language=chance.choice(["fr", "ar"]),
        first_timer=chance.random() < MOST_ARE_NEW,
        phone=wanted.first_phone + n,
        email=mail if chance.random() < MOST_HAVE_MAIL else None,
    )


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("éèï", "eei"))
