"""Problems of a row: each says what to do about it. They are told all at once, and refuse nothing else."""

from dataclasses import dataclass, field
from typing import Any

from services.registration.people.meant import EmailOfAnother, PhoneOfAnother
from shared.events import Sex
from shared.refusals import Invalid, Refusal


class NotARow(Invalid):
    """This row is not understood as a person. Fill it in, or delete it."""


class CellTooLong(Invalid):
    """This cell holds more than {limit} characters. Shorten it."""


class ControlCharacter(Invalid):
    """This cell holds characters that no keyboard types. Type it anew."""


class ErrorInCell(Invalid):
    """A formula came to nothing here. Write in the cell what it should say, as plain text."""


class StruckThrough(Invalid):
    """This cell is struck through. Delete what it says, or take the line away."""


class LinesRunTogether(Invalid):
    """Lines {first} to {last} of the file ran together into this row: a quotation mark is missing, or one too many."""


class NameMissing(Invalid):
    """The name is missing. Write the given name and the family name, in Latin or in Arabic letters."""


class NamesDiffer(Invalid):
    """The whole name does not agree with the given name and the family name beside it. Correct one of them."""


class NameIncomplete(Invalid):
    """Only one half of the name is there. Write the given name and the family name."""


class LatinLettersNeeded(Invalid):
    """Letters of two scripts are mixed, or none is there. Write this name in Latin letters."""


class ArabicLettersNeeded(Invalid):
    """Letters of two scripts are mixed, or none is there. Write this name in Arabic letters."""


class OrganisationMissing(Invalid):
    """The association is missing. Write its name."""


class SexNotUnderstood(Invalid):
    """This is not understood. Write F or M, or leave it blank."""


class LanguageNotUnderstood(Invalid):
    """This is not understood. Write French or Arabic, or leave it blank."""


class AnswerNotUnderstood(Invalid):
    """This is not understood. Write yes or no, or leave it blank."""


class RouteNotUnderstood(Invalid):
    """This is not understood. Write phone, e-mail, association or none, or leave it blank."""


class PhoneNotUnderstood(Invalid):
    """This is no phone number. Write one, like 06 12 34 56 78 or +212 6 12 34 56 78."""


class EmailNotUnderstood(Invalid):
    """This is no e-mail address. Write one, like name@example.org."""


class NoSmsThere(Invalid):
    """The person is to be reached by phone, and this number takes no SMS. Write a mobile number, or another way."""


class OrganisationUnreachable(Invalid):
    """The association passes messages on and has no e-mail or mobile number. Add one, in the list or on its page."""


class PhoneMissing(Invalid):
    """The person is to be reached by phone, and no number is there. Write it, or choose another way."""


class EmailMissing(Invalid):
    """The person is to be reached by e-mail, and no address is there. Write it, or choose another way."""


class SamePersonTwice(Invalid):
    """This person stands in row {row} already. Delete one of the two rows."""


class SamePersonAs(Invalid):
    """The same person as in row {row}: taken together with it."""


class GoesWithRow(Invalid):
    """This is the person of row {row}, with which something is wrong. Correct that row, or delete it."""


class SamePhoneTwice(Invalid):
    """Row {row} has this phone number too. Say whether it is the same person, or correct one of them."""


class SameEmailTwice(Invalid):
    """Row {row} has this e-mail address too. Say whether it is the same person, or correct one of them."""


class NameTurnedRound(Invalid):
    """Row {row} has this name in another order. Say whether it is the same person."""


class ContactDiffers(Invalid):
    """The association has this name with another contact. Say whether it is the same person, or correct the contact."""


class NamesakesKnown(Invalid):
    """The association has several people of this name. Add the phone number or the e-mail address."""


class SeveralNumbers(Invalid):
    """This cell holds several phone numbers. One alone is kept: the first that takes an SMS."""


class SeveralAddresses(Invalid):
    """This cell holds several e-mail addresses. The first alone is kept."""


class WomanByTitle(Invalid):
    """A woman, as the title before the name has it: proposed, since no sex is written."""


class ManByTitle(Invalid):
    """A man, as the title before the name has it: proposed, since no sex is written."""


class TitleSaysOtherwise(Invalid):
    """The title before the name does not agree with the sex that is kept. Look which of the two is right."""


class RegionNeeded(Invalid):
    """This association is not known yet. Choose a session or a region for the list, or register the association."""


class AssociationPhoneAdded(Invalid):
    """The association had no phone number: the list's is added to its page."""


class AssociationEmailAdded(Invalid):
    """The association had no e-mail address: the list's is added to its page."""


class AssociationUnclear(Invalid):
    """This association has nearly the name of another. Choose above which one is meant."""


class PersonChangedMeanwhile(Invalid):
    """This person was changed after the list was looked at: nothing of them was changed. Send the list again."""


class DoneOtherwise(Invalid):
    """Something was changed by others after the list was looked at. Shown was: {shown}."""


SEVERAL = (SeveralNumbers, SeveralAddresses)
BY_TITLE: dict[Sex, type[Invalid]] = {"woman": WomanByTitle, "man": ManByTitle}
# What whoever knows the people can answer: it is the same person, or another one.
ASKED = (PhoneOfAnother, EmailOfAnother, ContactDiffers, SamePhoneTwice, SameEmailTwice, NameTurnedRound)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a row, without anything the row says."""

    column: str
    rule: str
    values: dict[str, Any] = field(default_factory=dict)


def problem(refusal: Refusal) -> Problem:
    """Return what is kept of why a row cannot be taken."""
    return Problem(refusal.field, refusal.rule, refusal.values)
