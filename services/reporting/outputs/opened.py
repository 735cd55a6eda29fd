"""One number opened: which one, by which rule, and what is behind it, in the reader's words."""

from collections.abc import Mapping
from inspect import cleandoc

from services.reporting.composing.tables import TABLES
from services.reporting.domain.numbers import INDICATORS
from services.reporting.domain.where import Dimension, Where
from services.reporting.outputs import labels
from services.reporting.report import Unit
from shared.web.words import Words

MEASURES = {measure.indicator: measure for table in TABLES for measure in table.measures if not measure.sex}
MESSAGES = "Messages by the end they have come to: each is counted once, by channel."
CORNERS: dict[str, str] = {**labels.CORNERS, "programme": "Programme"}
SAID = {"sex", "organisation", "channel"}  # whose keys stand for a sentence


def rule(indicator: str) -> str:
    """Return the sentence by which it is counted: what its function says of itself."""
    said = INDICATORS[indicator].count.__doc__
    return " ".join(cleandoc(said).split()) if said else MESSAGES


def unit(indicator: str) -> Unit:
    """Return what it is counted in."""
    return MEASURES[indicator].unit


def heading(indicator: str, where: Where, words: Words, donor_names: Mapping[str, Mapping[str, str]]) -> str:
    """Return what the number is called, and of what part of everything it is."""
    parts = [part_name(dimension, key, words, donor_names.get(key, {})) for dimension, key in where.named().items()]
    return " · ".join([words.say(MEASURES[indicator].sentence), *parts])


def part_name(dimension: Dimension, key: str, words: Words, called: Mapping[str, str]) -> str:
    """Return the part's name where it has one in words, else its code or id; a donor may be `called` otherwise."""
    if dimension == "region":
        return words.region(key)
    if dimension == "theme":
        return words.theme(key)
    if dimension == "donor":
        return labels.donor(key, called, words)
    if dimension in SAID and key in labels.SENTENCES:
        return words.say(labels.SENTENCES[key])
    return f"{words.say(CORNERS[dimension])} {key}"
