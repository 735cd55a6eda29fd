"""Rules of venues: how many they hold, what their names must not tell, and which names mean one room."""

from collections.abc import Mapping
from difflib import SequenceMatcher

from shared.country.discretion import tells
from shared.country.spelling import folded
from shared.refusals import Conflict, Invalid, Unknown

NEARLY = 0.85
TOLD = ("name", "city", "name_ar", "city_ar")  # what stands in messages
OF_NO_ACCOUNT = frozenset({"la", "le", "les", "l", "de", "du", "des", "d", "et"})


class VenueUnknown(Unknown):
    """There is no such venue."""


class VenueKnown(Conflict):
    """There is a room of nearly this name in this city: {name}. If it is another one, say so."""


class SeatsExceedVenue(Invalid):
    """The venue holds {capacity} people; {seats} seats are too many."""


class CapacityInUse(Conflict):
    """A session that is to come has {seats} seats here: the venue must hold as many."""


class VenueStaysInRegion(Invalid):
    """A venue stays in its region, as its sessions do: add another venue there."""


class NameTellsSubject(Invalid):
    """This name says what the training is about; it will stand in messages that others may read."""


def check_seats(seats: int, capacity: int) -> None:
    """Raise SeatsExceedVenue."""
    if seats > capacity:
        raise SeatsExceedVenue("seats", capacity=capacity, seats=seats)


def check_change(region: str, wanted: str, capacity: int, most_seats: int) -> None:
    """Raise VenueStaysInRegion, CapacityInUse."""
    if wanted != region:
        raise VenueStaysInRegion("region")
    if capacity < most_seats:
        raise CapacityInUse("capacity", seats=most_seats)


def check_discreet(told: Mapping[str, str | None]) -> None:
    """Raise NameTellsSubject naming the field."""
    for field, text in told.items():
        if text and tells(text):
            raise NameTellsSubject(field)


def is_same_city(city: str, other: str) -> bool:
    """Say whether two names of cities are one, however they are written."""
    return folded(city) == folded(other)


def is_nearly(name: str, other: str, city: str) -> bool:
    """Say whether two names may mean one room: but for marks, order, the city's own name, and a slip of the pen.

    What tells rooms of one house apart is never a slip: numbers and single letters.
    """
    words, others = (_words(it, city) for it in (name, other))
    if [it for it in words if _tells_apart(it)] != [it for it in others if _tells_apart(it)]:
        return False
    return SequenceMatcher(None, " ".join(words), " ".join(others)).ratio() >= NEARLY


def _tells_apart(word: str) -> bool:
    return len(word) == 1 or any(sign.isdigit() for sign in word)


def _words(name: str, city: str) -> list[str]:
    of_city = set(folded(city).split())
    words = [word for word in folded(name).split() if word not in OF_NO_ACCOUNT]
    return sorted([word for word in words if word not in of_city] or words)
