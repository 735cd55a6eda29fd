"""Rules of consent: what people are asked, in which words, and what follows when they take it back."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from shared.events import Language
from shared.refusals import Conflict

Purpose = Literal["messages", "further-trainings"]
PURPOSES: tuple[Purpose, ...] = ("messages", "further-trainings")
# list, form: said for the person by whoever sent the list or filled in the form.
Channel = Literal["list", "form", "paper", "spoken", "phone", "email"]

WORDS = Path(__file__).with_name("words.toml")


class ConsentUnchanged(Conflict):
    """This is what the person has said already."""


@dataclass(frozen=True)
class Words:
    """What somebody is asked, in each language; a new number whenever they say something else than before."""

    version: int
    fr: str
    ar: str


@cache
def words() -> Mapping[str, Words]:
    """Return purpose → what is asked today."""
    return {purpose: Words(**told) for purpose, told in tomllib.loads(WORDS.read_text(encoding="utf-8")).items()}


@dataclass(frozen=True)
class Said:
    """What somebody has said to one purpose: in which language they were asked, and by which way they answered."""

    purpose: Purpose
    given: bool
    language: Language
    channel: Channel
