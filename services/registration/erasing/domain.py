"""Rules of forgetting: what stands in place of a name, and when the time to keep somebody's contacts is over."""

from typing import Any

from shared.privacy.declared import retentions
from shared.refusals import Conflict

NOBODY = "\u2013"  # a dash
AFTER_A_NO = 1  # months, where somebody wants no further trainings: the month in which a report is put together


class PersonForgotten(Conflict):
    """Name and contacts of this person are erased. Record the person anew."""


class ListUnderWay(Conflict):
    """A list with this person in it is being carried out. Try again in a moment."""


def in_place_of_a_person(number: str) -> dict[str, Any]:
    """Return what a participant's columns hold once the person is forgotten; `number` tells one from another."""
    return {
        "given_name": NOBODY,
        "family_name": number,
        "given_name_ar": None,
        "family_name_ar": None,
        "language": "fr",
        "route": "none",
        "opted_out": True,
        "phone": None,
        "phone_kind": None,
        "email": None,
        "name_key": None,
        "name_ar_key": None,
        "sound": None,
    }


def months_kept(*, wants_more: bool) -> int:
    """Return for how many months after a last training contacts are kept."""
    return retentions()["contacts"].length["months"] if wants_more else AFTER_A_NO
