"""Rules of venues: how many they hold, and what their names must not tell."""

from shared.discretion import tells
from shared.refusals import Invalid, Unknown


class VenueUnknown(Unknown):
    """There is no such venue."""


class SeatsExceedVenue(Invalid):
    """The venue holds {capacity} people; {seats} seats are too many."""


class NameTellsSubject(Invalid):
    """This name says what the training is about; it will stand in messages that others may read."""


def check_seats(seats: int, capacity: int) -> None:
    """Raise SeatsExceedVenue."""
    if seats > capacity:
        raise SeatsExceedVenue("seats", capacity=capacity, seats=seats)


def check_discreet(name: str, city: str) -> None:
    """Raise NameTellsSubject naming the field."""
    for field, text in (("name", name), ("city", city)):
        if tells(text):
            raise NameTellsSubject(field)
